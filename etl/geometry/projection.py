"""Legal projections of the French territories (arrêté du 5 mars 2019, décret n° 2000-1276 modifié), as EPSG codes."""

METROPOLE_EPSG = 2154  # Lambert-93
OVERSEAS_EPSG = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
