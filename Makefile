# `make report` and `make test` are the two that matter; `make help` lists the others.
#
# Every path is relative, so that the checkout may lie in a folder with spaces and accents.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:

# the edition, and the renderer (embedded, or quarto where it is installed)
QUARTER ?= 2024Q3
ENGINE ?= embedded
# the Python that the environment is made with; found by itself when not given
PYTHON ?=
# more options for JupyterLab
JUPYTER ?=
# where the environment goes: beside the code, or in build/ when only that may be written
VENV ?= $(shell if [ -w . ]; then echo .venv; else echo build/.venv; fi)

export PYTHON VENV
BIN := $(VENV)/bin
ARBEIDSMARKT := "$(BIN)/arbeidsmarkt"
# the edition that the notebooks begin with; those that run last read its build
NEWEST := $(lastword $(sort $(basename $(notdir $(wildcard params/[0-9][0-9][0-9][0-9]Q[1-4].yml)))))
# what git makes of a notebook; `nbstripout --install` would number the cells anew and so change every notebook
STRIPPED := sh scripts/in-venv.sh python -m nbstripout --keep-id
# what Jupyter writes into a notebook of the machine that it was saved on
MACHINE := $(addprefix metadata.language_info.,codemirror_mode file_extension mimetype nbconvert_exporter pygments_lexer version)
# the quarter only when somebody named one: `make fetch` reads whatever CBS has
NAMED_QUARTER = $(if $(filter command environment,$(firstword $(origin QUARTER))),--quarter "$(QUARTER)")

# make takes any word for a variable: a misspelt one would be passed over, and another edition built
MISSPELT := $(filter-out QUARTER ENGINE PYTHON JUPYTER VENV MAKEFLAGS MAKEOVERRIDES,$(foreach one,quarter Quarter KWARTAAL kwartaal EDITION edition engine Engine,$(if $(filter command,$(firstword $(origin $(one)))),$(one))))
$(if $(MISSPELT),$(error unknown variable $(MISSPELT): write QUARTER=2024Q3, ENGINE=embedded))

.PHONY: help report test editions editions-text setup setup-dev fetch all check verify preview notebook hooks
.PHONY: audit coverage bench soak mutants compat lock snapshots docs picture clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | awk -F '\t' '{printf "make %-10s %s\n", $$1, $$2}'

report: setup ## build one edition and print its paths: QUARTER=2024Q3 (or latest) ENGINE=embedded
	@$(ARBEIDSMARKT) build "$(QUARTER)" --engine "$(ENGINE)"

test: setup-dev ## run every check: style, types, parameters and prose, tests
	@VENV="$(VENV)" sh scripts/test.sh

editions: setup-dev ## the tests over every edition, both kernels and all formats, on one shared build
	@unset PYTHONDONTWRITEBYTECODE; "$(BIN)/python" -m pytest -m editions -n 2 --dist loadfile -r fEs

editions-text: setup-dev ## the text of every edition since 2014 in one file, to read: build/editions.txt
	@"$(BIN)/python" -m tests.editions_text build/editions build/editions.txt

setup: ## make .venv from requirements.lock, when that is needed: PYTHON=python3.11
	@sh scripts/setup.sh run

setup-dev: ## the same from requirements-dev.lock, with what the checks, Jupyter and the preview need
	@sh scripts/setup.sh dev

fetch: setup ## read StatLine into a new vintage; with QUARTER=2026Q3 only when CBS has that quarter
	@$(ARBEIDSMARKT) fetch $(NAMED_QUARTER)

all: setup ## build every edition that has a file in params/, and their start page build/index.html
	@$(ARBEIDSMARKT) build --all --engine "$(ENGINE)"

check: setup ## check parameters, catalogue, vintages, notebooks, prose and published figures
	@$(ARBEIDSMARKT) check

verify: setup ## compare a build with its manifest, and with a rebuild, byte for byte: QUARTER=2024Q3
	@$(ARBEIDSMARKT) verify "$(QUARTER)" --rebuild

preview: setup-dev ## show an edition in the browser and rebuild it on every save: QUARTER=2024Q3
	@$(ARBEIDSMARKT) preview "$(QUARTER)"

notebook: setup-dev ## build the newest edition and open the notebooks in JupyterLab: JUPYTER=--no-browser
	@$(ARBEIDSMARKT) build "$(NEWEST)" || echo "make notebook: 0, 13 and 14 read what a build leaves; mend it first" >&2
	@"$(BIN)/python" -m jupyterlab --notebook-dir notebooks --LabApp.app_settings_dir=scripts/jupyterlab $(JUPYTER)

hooks: setup-dev ## install git's hooks: notebooks without outputs, and the checks on every commit
	@git config arbeidsmarkt.venv "$(VENV)"
	@"$(BIN)/python" -m pre_commit install
	@git config filter.nbstripout.clean "$(STRIPPED)"
	@git config filter.nbstripout.extrakeys "$(MACHINE)"
	@git config filter.nbstripout.smudge cat
	@git config filter.nbstripout.required true
	@git config diff.ipynb.textconv "$(STRIPPED) --textconv"

audit: setup-dev ## look the locked dependencies up in a database of published vulnerabilities, where one is reached
	@"$(BIN)/python" scripts/audit.py

coverage: setup-dev ## the tests again, with the lines that none of them reaches
	@"$(BIN)/python" -m pytest -n 2 --cov --cov-report=term-missing:skip-covered

bench: setup-dev ## measure building, caching, fetching, the preview, the site and a cluster; many minutes
	@"$(BIN)/python" -m tests.bench
	@"$(BIN)/python" -m tests.bench_fetch
	@"$(BIN)/python" -m tests.bench_preview
	@"$(BIN)/python" -m tests.bench_site
	@"$(BIN)/python" -m tests.bench_cluster

soak: setup-dev ## interrupt builds at fifty random moments and look at what is left
	@"$(BIN)/python" -m tests.soak

mutants: setup-dev ## put a hundred small faults into the source, one at a time, and list those that no test notices
	@"$(BIN)/python" -m tests.mutants

compat: setup-dev ## compile the page design with the older Typst versions that Quarto brings
	@"$(BIN)/python" -m tests.compat

lock: ## renew requirements.lock and requirements-dev.lock from pyproject.toml
	@sh scripts/lock.sh

snapshots: setup-dev ## write the tests' snapshots anew; look at the differences before committing them
	@"$(BIN)/python" -m pytest --snapshot-update -n 2

docs: setup-dev ## write the generated pages docs/commands.md and docs/notebooks.md anew
	@"$(BIN)/python" -m tests.reference
	@"$(BIN)/python" -m tests.notebook_reference

picture: report ## draw docs/first-page.png from the PDF of QUARTER
	@sh scripts/picture.sh "$(QUARTER)"

clean: ## remove what was built and every tool's cache; environment, data and final editions stay
	@rm -rf build/[0-9]* build/.[cfpw]* build/review build/embargo build/*.html .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*
	@find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
