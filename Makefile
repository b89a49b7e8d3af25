# What needs no argument. Everything else is the command `send`: `.venv/bin/send --help` lists it.
# All state lies in $SEND_HOME (which `send` reads from .env or the environment) and .venv.

SHELL := bash
# Every recipe writes files that only their owner can read.
.SHELLFLAGS := -eu -o pipefail -c 'umask 077; eval "$$0"'
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

DEMO_DATE := 2026-11-20
PYTHON3 ?= $(shell command -v python3.11 || command -v python3)
CACHE := $(CURDIR)/.venv/.cache
BIN := .venv/bin

export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false

.PHONY: help setup run check test airflow superset spark bench docs

help: ## list the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
	@echo '  everything else: .venv/bin/send --help'

setup: .venv/.synced .env ## make the environment (.venv) and the secrets (.env)

run: setup ## set up, invent the demonstration authorities, run their night, show what was built
	@home=$$($(BIN)/send home); $(BIN)/python -m synthetic --home "$$home"
	@$(BIN)/send night --date $(DEMO_DATE)

airflow: setup ## run Airflow itself (UI on http://127.0.0.1:8080) with the project's DAGs
	@$(MAKE_UP) AIRFLOW_ADMIN_PASSWORD
	@$(BIN)/send airflow

superset: setup .venv/superset/.synced ## run Superset (http://127.0.0.1:8088) with the project's dashboards
	@$(MAKE_UP) SUPERSET_SECRET_KEY SUPERSET_ADMIN_PASSWORD
	@$(BIN)/send superset

spark: setup .venv/spark/.synced ## test that the marts on a Spark cluster equal DuckDB's (needs Java; minutes)
	@mkdir -p "$$SEND_HOME"
	$(BIN)/pytest tests/spark --spark

bench: setup ## measure, as ratios to bare DuckDB [ONLY="csv sen2 whole", see README]
	@$(BIN)/python -m benchmarks $(ONLY)

docs: setup ## the pages of docs/ as a site: .venv/.cache/site/index.html
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --site-dir $(CACHE)/site
	@echo $(CACHE)/site/index.html

# The check never touches the user's home, and the tools keep their caches in .venv.
PARSED := $(CACHE)/dbt
test check spark: export SEND_HOME := $(CACHE)/home
test check spark: export DBT_PROJECT_DIR := $(CURDIR)/dbt_project
test check spark: export DBT_PROFILES_DIR := $(CURDIR)/dbt_project
test check spark: export DBT_TARGET_PATH := $(PARSED)/target
test check spark: export DBT_LOG_PATH := $(PARSED)/logs
test check spark: export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
# Where the environment forbids to keep compiled files, each process would compile them again.
test check spark: export PYTHONDONTWRITEBYTECODE :=
# The lint takes the processor time that the tests leave. `+`: what pytest prints is not held back.
test: setup ## the whole check: lint, types, import contracts, dbt, tests
	@mkdir -p "$$SEND_HOME"
	@$(MAKE) --no-print-directory parsed
	@$(MAKE) --no-print-directory --output-sync -j3 run-tests lint-sql lint-python

check: setup ## the quick check: lint, types, contracts, the tests that are not marked slow
	@mkdir -p "$$SEND_HOME"
	@$(MAKE) --no-print-directory --output-sync -j2 $(CACHE)/sql-linted lint-python
	$(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder -m 'not slow' --mutants 100

run-tests:
	+$(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder

SQLFLUFF := nice $(BIN)/python -m tests.sql_lint lint --nocolor --disable-progress-bar --processes 2

# dbt parses the project once, for sqlfluff and for the tests. It takes the result for another
# project where the profile differs, so all three have the warehouse of tests/dbt/server.py.
.PHONY: run-tests lint-sql lint-python parsed
parsed lint-sql $(CACHE)/sql-linted: export SEND_AS_AT := $(DEMO_DATE)
parsed lint-sql $(CACHE)/sql-linted: export HOME := $(PARSED)
parsed lint-sql $(CACHE)/sql-linted: export SEND_WAREHOUSE := ~/warehouse.duckdb
parsed:
	@mkdir -p $(PARSED)
	$(BIN)/dbt --quiet parse
lint-sql: # of what `parsed` has parsed
	$(SQLFLUFF) dbt_project
	@touch $(CACHE)/sql-linted
# The quick check reads only the SQL that has changed since it was last linted.
$(CACHE)/sql-linted: .sqlfluff $(shell find dbt_project -name '*.sql' 2> /dev/null)
	@$(MAKE) --no-print-directory parsed
	$(SQLFLUFF) $(if $(filter .sqlfluff,$?),dbt_project,$?)
	@touch $@
lint-python:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	nice $(BIN)/mypy
	nice $(BIN)/lint-imports --no-logo --cache-dir "$(CACHE)/import-linter"

.venv/.synced: uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON3) -m venv .venv
	@uv=$$(sed -nE 's/.*"uv==([0-9.]+)".*/\1/p' pyproject.toml); \
	$(BIN)/uv --version 2>/dev/null | grep -q "^uv $$uv" || $(BIN)/python -m pip install -q "uv==$$uv"
	@UV_COMPILE_BYTECODE=1 UV_PROJECT_ENVIRONMENT="$(CURDIR)/.venv" $(BIN)/uv sync --frozen --quiet
	@touch $@

# Superset needs other versions of what the project needs, so it has an environment of its own.
SUPERSET := .venv/superset
$(SUPERSET)/.synced: publish/superset_server/requirements.txt | .venv/.synced
	@test -x $(SUPERSET)/bin/python || $(PYTHON3) -m venv $(SUPERSET)
	@UV_COMPILE_BYTECODE=1 VIRTUAL_ENV="$(CURDIR)/$(SUPERSET)" $(BIN)/uv pip sync --quiet --require-hashes $<
	@touch $@

# Spark and its dbt are 1 GB that a single machine does not need.
SPARK := .venv/spark
$(SPARK)/.synced: steps/spark/requirements.txt | .venv/.synced
	@test -x $(SPARK)/bin/python || $(PYTHON3) -m venv $(SPARK)
	@UV_COMPILE_BYTECODE=1 VIRTUAL_ENV="$(CURDIR)/$(SPARK)" $(BIN)/uv pip sync --quiet --require-hashes $<
	@touch $@

RANDOM_BYTES := random() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n'; }
# Secrets that a .env of an earlier version lacks.
MAKE_UP := $(RANDOM_BYTES); make_up() { for name; do \
	grep -q "^$$name=." .env || echo "$$name=$$(random)" >> .env; \
	done; }; make_up

# Each empty secret of .env.example gets 32 random bytes: hex, but for the Fernet key.
.env: | .env.example
	@$(RANDOM_BYTES); \
	while IFS= read -r line; do case "$$line" in \
		AIRFLOW_FERNET_KEY=) echo "$$line$$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')" ;; \
		[A-Z]*=) echo "$$line$$(random)" ;; \
		*) echo "$$line" ;; \
	esac; done < .env.example > .env.part; mv .env.part .env
