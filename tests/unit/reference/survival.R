# Reference values of tests/unit/test_survival_reference.py: Rscript survival.R, in this folder, with package survival.
#
# durations.csv: one line a person; outcome 0 censored, 1 served, 2 left by a competing event. Its cases: "fixture", the
# worked example of the observatory; "veteran", the lung cancer trial of Kalbfleisch & Prentice (1980), by cell type;
# the others by rules of arithmetic (ties, zero durations, groups of unequal size, everybody censored or served).
# expected.csv: one line a (case, group, statistic, day). group is empty for the log-rank test, day where there is none.

library(survival)
stopifnot(packageVersion("survival") >= "3.5")

persons <- read.csv("durations.csv", colClasses = c("character", "character", "integer", "integer"))
veteran_rows <- persons[persons$case == "veteran", ]
stopifnot(identical(veteran_rows$group, as.character(veteran$celltype)), all(veteran_rows$day == veteran$time),
          all(veteran_rows$outcome == veteran$status))

lines <- function(case, group, day, values) {
  do.call(rbind, lapply(names(values), function(statistic) {
    data.frame(case = case, group = group, statistic = statistic, day = day,
               value = ifelse(is.na(values[[statistic]]), "", sprintf("%.17g", values[[statistic]])))
  }))
}

one_group <- function(case, group, day, outcome) {
  waiting <- survfit(Surv(day, outcome == 1) ~ 1, conf.type = "log-log")
  curve <- lines(case, group, waiting$time, list(
    at_risk = waiting$n.risk, survival = waiting$surv,
    std_error = summary(waiting, censored = TRUE)$std.err, low = waiting$lower, high = waiting$upper))
  middle <- summary(waiting)$table
  middles <- lines(case, group, "", list(
    median = middle[["median"]], median_low = middle[["0.95LCL"]], median_high = middle[["0.95UCL"]]))

  # Infinitesimal jackknife. The interval is the one of a survival curve, for the share not served.
  states <- survfit(Surv(day, factor(outcome, 0:2)) ~ 1)
  served <- states$pstate[, 2]
  error <- states$std.err[, 2]
  left_over <- ifelse(served > 1 - 1e-12, 0, 1 - served)
  not_served <- survival:::survfit_confint(left_over, error, logse = FALSE, conf.type = "log-log",
                                           conf.int = 0.95)
  incidence <- lines(case, group, states$time, list(
    incidence = served, incidence_std_error = error,
    incidence_low = 1 - not_served$upper, incidence_high = 1 - not_served$lower))
  rbind(curve, middles, incidence)
}

between_groups <- function(case, rows) {
  test <- survdiff(Surv(day, outcome == 1) ~ group, data = rows)
  degrees <- sum(test$exp > 0) - 1
  lines(case, "", "", list(
    chi2 = test$chisq, degrees = degrees, p_value = pchisq(test$chisq, degrees, lower.tail = FALSE)))
}

expected <- do.call(rbind, lapply(split(persons, persons$case), function(rows) {
  case <- rows$case[1]
  groups <- lapply(split(rows, rows$group), function(one) one_group(case, one$group[1], one$day, one$outcome))
  compared <- if (case %in% c("veteran", "ties", "unequal", "zero", "half")) between_groups(case, rows)
  rbind(do.call(rbind, groups), compared)
}))
write.csv(expected, "expected.csv", row.names = FALSE, quote = FALSE)
