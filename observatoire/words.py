"""Words that every channel repeats exactly: screens, files and messages."""

SITE_NAME = "Observatoire de la pauvreté et de l’insertion"
DEMO = "Données de démonstration, fictives"
