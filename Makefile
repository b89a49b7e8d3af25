# One command per thing to do; `make help` lists them. All state lies in $(SEND_HOME) and .venv.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The caller's environment wins over .env, which wins over the defaults below.
ifneq ($(filter-out help,$(MAKECMDGOALS)),)
-include .venv/env.mk
endif
SEND_HOME ?= data
override SEND_HOME := $(shell realpath -ms -- '$(SEND_HOME)')
DEMO_DATE := 2026-11-20
PYTHON3 ?= $(shell command -v python3.11 || command -v python3)
CACHE := $(CURDIR)/.venv/.cache
BIN := .venv/bin

export SEND_HOME
export PYTHONPATH := $(CURDIR)
export PYTHONDONTWRITEBYTECODE := 1
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export DBT_PROJECT_DIR := $(CURDIR)/dbt_project
export DBT_PROFILES_DIR := $(CURDIR)/dbt_project
export DBT_TARGET_PATH := $(SEND_HOME)/dbt/target
export DBT_LOG_PATH := $(SEND_HOME)/dbt/logs

CHOSEN = $(if $(LA),--la '$(LA)') $(if $(DATASET),--dataset '$(DATASET)') \
	$(if $(FROM),--from '$(FROM)') $(if $(TO),--to '$(TO)') $(if $(DATE),--date '$(DATE)')

.PHONY: help setup run night replay backfill arrived missing refused workbook as-known close reopen erase retain test check airflow bench docs data-docs

help: ## list the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

setup: .venv/.synced ## make the environment (.venv) and the secrets (.env)

run: setup ## set up, invent the demonstration authorities, run their night, say what was built
	@$(BIN)/python -m synthetic --home "$$SEND_HOME"
	@$(BIN)/python -m dags.night --date $(DEMO_DATE)

night: setup ## run the night's DAGs over $SEND_HOME/landing [DATE=2026-11-20]
	@$(BIN)/python -m dags.night $(if $(DATE),--date $(DATE))

replay: setup ## judge again what was refused [LA=312] [DATASET=requests] [FROM=] [TO=] [DATE=]
	@$(BIN)/python -m dags.night --again refused $(CHOSEN)

backfill: setup ## load again all files of the business dates FROM= to TO= [LA=] [DATASET=] [DATE=]
	@$(BIN)/python -m dags.night --again all $(CHOSEN)

OPERATIONS = $(BIN)/python -m publish.operations $@ --home "$$SEND_HOME" \
	$(if $(DATE),--date $(DATE)) $(if $(LA),--la $(LA))

arrived: setup ## what arrived last night, and what became of it [DATE=2026-11-20] [LA=990]
	@$(OPERATIONS)

missing: setup ## what was due and is missing, late, refused or misnamed [DATE=2026-11-20] [LA=990]
	@$(OPERATIONS)

refused: setup ## which files and rows of last night were refused, and why [DATE=2026-11-20] [LA=990]
	@$(OPERATIONS)

workbook: setup ## write the month's Excel workbook for finance from what is published LA=990 [DATE=]
	@$(BIN)/python -m publish.workbook --home "$$SEND_HOME" --la '$(LA)' $(if $(DATE),--date $(DATE))

as-known: setup ## build the marts of another date aside [DATE=2026-06-30 KNOWN=2026-11-20]
	@$(BIN)/python -m dags.as_known --date $(DATE) $(if $(KNOWN),--known $(KNOWN))

erase: setup ## erase one person, whose case id is read from standard input [LA=312 DATE= BY= REASON=]
	@$(BIN)/python -m dags.erase --la "$${LA:-}" --date "$${DATE:-}" --by "$${BY:-}" \
		--reason "$${REASON:-}"

retain: setup ## what is over by the contracts' keep_days; APPLY=1 deletes it [DATE=2026-11-20]
	@$(BIN)/python -m dags.retain --date '$(DATE)' $(if $(APPLY),--apply)

CLOSING = $(BIN)/python -m dags.closing $@ --la '$(LA)' --year '$(YEAR)' --period '$(PERIOD)' \
	--by "$${BY:-}" $(if $(DATE),--date '$(DATE)')

close: setup ## close a financial period LA=312 YEAR=2026-27 PERIOD=7 BY="Chief Accountant" [DATE=]
	@$(CLOSING)

reopen: setup ## reopen the latest closed one LA= YEAR= PERIOD= BY="Chief Accountant" REASON= [DATE=]
	@$(CLOSING) --reason "$${REASON:-}"

airflow: setup ## run Airflow itself (UI on http://127.0.0.1:8080) with the project's DAGs
	@$(BIN)/python -m dags.airflow_home standalone

bench: setup ## measure, as ratios to bare DuckDB [ONLY="csv sen2 whole marts reconciliation nights"]
	@$(BIN)/python -m benchmarks $(ONLY)

docs: setup ## write dbt's documentation and data dictionary as one HTML file [DATE=2026-11-20]
	@SEND_AS_AT=$(or $(DATE),$(DEMO_DATE)) $(BIN)/dbt --quiet docs generate --static
	@echo "$$DBT_TARGET_PATH/static_index.html"

data-docs: setup ## write Great Expectations' Data Docs of the latest checks as HTML
	@$(BIN)/python -m expectations.docs --home "$$SEND_HOME"

# The check never touches the user's home, and the tools keep their caches out of the tree.
test check: export SEND_HOME := $(CACHE)/home
test check: export DBT_TARGET_PATH := $(CACHE)/home/dbt/target
test check: export DBT_LOG_PATH := $(CACHE)/home/dbt/logs
test check: export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
test: setup ## the whole check: lint, types, import contracts, dbt, tests
	@mkdir -p "$$SEND_HOME"
	@$(MAKE) --no-print-directory --output-sync -j2 lint-sql lint-python
	$(BIN)/dbt --quiet parse
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

check: setup ## the quick check: lint, types, contracts, tests that run no night and build no marts
	@mkdir -p "$$SEND_HOME"
	@$(MAKE) --no-print-directory --output-sync -j2 $(CACHE)/sql-linted lint-python
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder -m 'not slow' --mutants 100

SQLFLUFF := $(BIN)/sqlfluff lint --nocolor --disable-progress-bar

.PHONY: lint-sql lint-python
lint-sql $(CACHE)/sql-linted: export SEND_AS_AT := $(DEMO_DATE)
lint-sql:
	$(SQLFLUFF) dbt_project
	@touch $(CACHE)/sql-linted
# The quick check reads only the SQL that has changed since it was last linted.
$(CACHE)/sql-linted: .sqlfluff $(shell find dbt_project -name '*.sql' 2> /dev/null)
	$(SQLFLUFF) $(if $(filter .sqlfluff,$?),dbt_project,$?)
	@touch $@
lint-python:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir $(CACHE)/import-linter

.venv/.synced: uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON3) -m venv .venv
	@uv=$$(sed -nE 's/.*"uv==([0-9.]+)".*/\1/p' pyproject.toml); \
	$(BIN)/uv --version 2>/dev/null | grep -q "^uv $$uv" || $(BIN)/python -m pip install -q "uv==$$uv"
	@UV_COMPILE_BYTECODE=1 UV_PROJECT_ENVIRONMENT=$(CURDIR)/.venv $(BIN)/uv sync --frozen --quiet
	@touch $@

# .env in make's words: `?=` lets what the caller's environment says stand.
.venv/env.mk: .env
	@mkdir -p $(@D)
	@sed -nE 's/\$$/$$$$/g; s/#/\\#/g; s/^([A-Z][A-Z0-9_]*)=(.+)$$/export \1 ?= \2/p' .env > $@

# Each empty secret of .env.example gets 32 random bytes: hex, but for the Fernet key.
.env: | .env.example
	@umask 077; random() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n'; }; \
	while IFS= read -r line; do case "$$line" in \
		AIRFLOW_FERNET_KEY=) echo "$$line$$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')" ;; \
		[A-Z]*=) echo "$$line$$(random)" ;; \
		*) echo "$$line" ;; \
	esac; done < .env.example > .env.part; mv .env.part .env
