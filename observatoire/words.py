"""Words that every channel repeats exactly: screens, files and messages."""

from observatoire.typography import french

SITE_NAME = "Observatoire de la pauvreté et de l’insertion"
DEMO = "Données de démonstration, fictives"
#: Said once a page and once a document, where figures have intervals.
BETWEEN = french(
    "« Entre … et … », et le trait ou la bande autour d’un chiffre, disent son intervalle à 95 % : ce que le "
    "hasard permet. Pour un nombre que son producteur arrondit, ils disent ce que l’arrondi permet."
)
