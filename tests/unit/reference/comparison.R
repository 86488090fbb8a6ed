# Reference values of tests/unit/test_comparison_reference.py: Rscript comparison.R, in this folder; base R only.
#
# The methods of PHEindicatormethods (UK Health Security Agency), written from their published descriptions: Wilson (1927)
# for proportions, Byar (Breslow & Day 1987) and the exact Poisson limits from chi-squared quantiles for counts, the
# control limits of a funnel plot, the chi-squared tests for trend of Fingertips, and Kendall's exact test.

lines <- function(method, confidence, events, n, low, high) {
  data.frame(method = method, confidence = confidence, events = events, n = n,
             low = sprintf("%.17g", low), high = sprintf("%.17g", high))
}

cases <- expand.grid(events = c(0, 1, 2, 5, 9, 10, 11, 29, 65, 174, 1045, 20000), confidence = c(0.95, 0.998))
events <- cases$events
z <- qnorm((1 + cases$confidence) / 2)
beyond <- (1 - cases$confidence) / 2

byar <- lines("byar", cases$confidence, events, "",
              ifelse(events == 0, 0, events * (1 - 1 / (9 * events) - z / (3 * sqrt(events)))^3),
              (events + 1) * (1 - 1 / (9 * (events + 1)) + z / (3 * sqrt(events + 1)))^3)
exact <- lines("exact", cases$confidence, events, "",
               qchisq(beyond, 2 * events) / 2, qchisq(1 - beyond, 2 * events + 2) / 2)[events <= 200, ]

shares <- expand.grid(events = c(0, 1, 8, 29, 68, 99, 155), n = c(155, 174, 1000, 2000000), confidence = c(0.95, 0.998))
bounds <- mapply(function(x, n, level) prop.test(x, n, conf.level = level, correct = FALSE)$conf.int,
                 shares$events, shares$n, shares$confidence)
wilson <- lines("wilson", shares$confidence, shares$events, shares$n, bounds[1, ], bounds[2, ])

sizes <- c(31, 250, 31824, 110000)
funnel <- do.call(rbind, lapply(c(0.95, 0.998), function(level) {
  half <- qnorm((1 + level) / 2) * sqrt(0.2 * 0.8 / sizes)
  lines("funnel", level, "", sizes, pmax(0, 0.2 - half), pmin(1, 0.2 + half))
}))
write.csv(rbind(byar, exact, wilson, funnel), "comparison_intervals.csv", row.names = FALSE, quote = FALSE)

# Series of five to nine years: shares, values with a standard error, ranks. statistic, p-value, slope.
shares_up <- list(counted = c(994, 1023, 1199, 1332, 1367), n = c(40299, 41527, 42811, 44064, 44701))
shares_down <- list(counted = c(57274, 55865, 53681, 51767, 53185), n = c(61834, 60511, 59074, 57508, 59028))
trends <- do.call(rbind, lapply(list(up = shares_up, down = shares_down), function(case) {
  test <- prop.trend.test(case$counted, case$n)
  sprintf("%.17g", c(test$statistic, test$p.value))
}))
values <- list(
  up = list(v = c(24.67, 24.6, 28, 30.2, 30.6), e = c(0.79, 0.775, 0.82, 0.83, 0.835)),
  down = list(v = c(120, 118, 119, 111, 90), e = c(4, 3, 3, 2, 6)))
weighted <- do.call(rbind, lapply(values, function(case) {
  year <- seq_along(case$v)
  design <- cbind(1, year)
  variance <- solve(t(design) %*% (design / case$e^2))
  slope <- (variance %*% t(design) %*% (case$v / case$e^2))[2]
  chi2 <- slope^2 / variance[2, 2]
  sprintf("%.17g", c(chi2, pchisq(chi2, 1, lower.tail = FALSE)))
}))
ranked <- list(up = c(1, 3, 2, 5, 8, 9, 7), down = c(9, 8.5, 8, 7, 7.5, 6, 5, 4.5, 3))
kendall <- do.call(rbind, lapply(ranked, function(v) {
  test <- cor.test(v, seq_along(v), method = "kendall", exact = TRUE)
  pairs <- length(v) * (length(v) - 1) / 2
  sprintf("%.17g", c(2 * test$statistic - pairs, test$p.value))
}))
all <- rbind(data.frame(test = "shares", case = rownames(trends), trends),
             data.frame(test = "values", case = rownames(weighted), weighted),
             data.frame(test = "ranks", case = rownames(kendall), kendall))
names(all) <- c("test", "case", "statistic", "p_value")
write.csv(all, "comparison_trends.csv", row.names = FALSE, quote = FALSE)

# Benjamini & Hochberg.
p <- c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1)
write.csv(data.frame(p_value = p, adjusted = sprintf("%.17g", p.adjust(p, "BH"))), "comparison_multiple.csv",
          row.names = FALSE, quote = FALSE)
