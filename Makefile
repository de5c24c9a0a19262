# Everything runs from the project's own .venv, by module, so that a moved or copied folder keeps working.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?=
TARGET ?= $(or $(DBT_TARGET),duckdb)
AS_OF ?=
FULL ?=
HISTORY ?=
TESTS ?= tests/python
SEED ?= 1
CUSTOMERS ?=
EVENTS ?=
SEGMENTS ?= 200
MODELS := $(filter-out models/segments,$(wildcard models/*))

export PYTHON
export PYTHONUTF8 := 1
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := false
export DAGSTER_HOME := $(CURDIR)/.dagster
export DBT_PROJECT_DIR := $(CURDIR)
export DBT_PROFILES_DIR := $(CURDIR)
export DBT_TARGET := $(TARGET)

RUN := .venv/bin/python -m

# The extras that a target installs besides requirements.lock: PostgreSQL's where it is the target, and for all tests.
WITH = $(filter postgres,$(TARGET))
test test-fast test-rest lint bench prove-bounded: WITH = postgres

.PHONY: help setup run test test-fast test-rest test-all prove prove-incremental prove-kills prove-readers prove-bounded prove-campaigns prove-exports prove-export-memory bench screenshots lint docs site fix serve clean lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  options: run AS_OF=2017-06-30 (a day, a UTC time, now or latest)  FULL=1 (rebuild everything)  HISTORY=6 (at first: month ends before); all: TARGET=duckdb|postgres'

setup: ## install into .venv from the lock files (the other targets do so by themselves)
	@scripts/setup.sh $(WITH)

run: setup ## build, audit and publish all segments
	@$(RUN) orchestration.cli refresh --target $(TARGET) $(if $(AS_OF),--as-of '$(AS_OF)') $(if $(FULL),--full) \
		$(if $(HISTORY),--history $(HISTORY))

# Files that are named are run whatever their marks say.
PYTEST = $(RUN) pytest -n 2 --dist loadfile $(TESTS)
ALL_OR = $(if $(filter file,$(origin TESTS)),-m '$(1)')

test: setup ## run all but the slow tests: make test TESTS=tests/python/unit/test_clock.py for some
	@$(PYTEST) $(call ALL_OR,not slow)

test-fast: setup ## run the tests for the moment of writing
	@$(PYTEST) -m fast

test-rest: setup ## run the tests that make test leaves out
	@$(PYTEST) -m slow

test-all: ## run all tests on both warehouses, then the long proofs
	@$(MAKE) test-rest test TARGET=duckdb
	@$(MAKE) test-rest test TARGET=postgres
	@$(MAKE) prove prove-incremental prove-kills prove-readers TARGET=duckdb
	@$(MAKE) prove-exports TARGET=duckdb
	@$(MAKE) prove-months TARGET=duckdb # demonstration
	@$(MAKE) prove prove-incremental prove-kills prove-readers prove-bounded TARGET=postgres

prove: N ?= 1000
prove: setup ## answer N random rules in three ways and compare: make prove N=10000 SEED=1
	@$(RUN) tests.python.proof $(N) --seed $(SEED)

prove-campaigns: N ?= 2000
prove-campaigns: setup ## count how often the intervals of N campaigns that bring nothing say so, looked at daily: N=2000 SEED=1
	@$(RUN) tests.python.campaigns $(N) --seed $(SEED)

prove-kills: N ?= 100
prove-kills: setup ## kill N refreshes at random moments and compare with undisturbed ones: N=100 SEED=1
	@$(RUN) tests.python.crash $(N) --seed $(SEED)

prove-readers: N ?= 50
prove-readers: setup ## read all that is published while N refreshes run, and count errors and mixed releases: N=50 SEED=1
	@$(RUN) tests.python.crash.readers $(N) --seed $(SEED)

prove-exports: N ?= 52
prove-exports: KILLS ?= 200
prove-exports: setup ## deliver N weekly releases over a line that breaks, kill deliveries, and compare: N=52 KILLS=200 SEED=1
	@$(RUN) tests.python.deliveries $(N) --kills $(KILLS) --seed $(SEED)

prove-export-memory: N ?= 1000000
prove-export-memory: setup ## deliver an audience of N members, then a day's change, and measure: N=1000000
	@$(RUN) tests.python.deliveries.million $(N)

prove-bounded: export DBT_TARGET := postgres
prove-bounded: N ?= 200
prove-bounded: setup ## measure what N refreshes leave behind on PostgreSQL, whose tables must not grow without end: N=200 SEED=1
	@$(RUN) tests.python.crash.bounded $(N) --seed $(SEED)

# demonstration: begin
.PHONY: prove-months demo-incident demo-follow-up without-demo

prove-months: setup ## compare refreshes at the ends of 2017's months with a backfill and with full builds
	@$(RUN) tests.python.demonstration.months

demo-incident: setup ## watch three broken days: which segments are held, why, and how they recover
	@test -e warehouse/warehouse.duckdb || $(RUN) orchestration.cli refresh
	@$(RUN) tests.python.demonstration.incident

demo-follow-up: setup ## watch a bad survey answer: the mail, the follow-up, its deadline, the next person, the end
	@test -e warehouse/warehouse.duckdb || $(RUN) orchestration.cli refresh
	@$(RUN) tests.python.demonstration.follow_up

without-demo: setup ## remove the demonstration, to begin a project of your own: YES=1 doesn't ask
	@$(RUN) orchestration.demonstration.removal $(if $(YES),--yes)
# demonstration: end

bench: setup ## measure what refreshes cost: make bench CUSTOMERS=100000 EVENTS=5000000 SEGMENTS=200
	@test $(TARGET) != duckdb || scripts/setup.sh peers
	@$(RUN) bench --target $(TARGET) $(if $(CUSTOMERS),--customers $(CUSTOMERS)) $(if $(EVENTS),--events $(EVENTS)) \
		--segments $(SEGMENTS) --seed $(SEED)

prove-incremental: N ?= 1000
prove-incremental: setup ## refresh N random worlds through random changes and compare: make prove-incremental N=2000 SEED=1
	@$(RUN) tests.python.proof.incremental $(N) --seed $(SEED)

# Settings for a layer without a model are right: a new project has no segments and reads no staging.
STRICT = {"error": "all", "warn": ["UnusedResourceConfigPath"]}

# Linting compiles against an empty warehouse of its own: it neither waits for a refresh nor depends on one.
lint: export SEGMENTS_WAREHOUSE := :memory:
lint: export DBT_TARGET_PATH := target/lint
lint: setup ## check Python and SQL, and that dbt parses without a warning
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@.venv/bin/python -W ignore -m dbt.cli.main --quiet --warn-error-options '$(STRICT)' parse
	@$(RUN) sqlfluff lint --templater placeholder models/segments
	@$(RUN) sqlfluff lint --templater placeholder --dialect postgres models/segments
	@$(RUN) sqlfluff lint $(MODELS) tests/dbt

# A target folder of its own: a refresh goes on from what it parsed itself.
docs: export DBT_TARGET_PATH := target/docs
docs: PAGE = $(DBT_TARGET_PATH)/static_index.html
docs: setup ## build dbt's documentation of all models as one page, and open it
	@.venv/bin/python -W ignore -m dbt.cli.main --quiet docs generate --static
	@echo '$(PAGE)'
	@$(RUN) webbrowser -t 'file://$(CURDIR)/$(PAGE)' >/dev/null 2>&1 || true

site: setup ## build the documentation as a site that needs no network: target/site
	@scripts/setup.sh site
	@.venv/bin/python scripts/site

fix: setup ## fix what the formatters can in Python and in segments
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .
	@$(RUN) sqlfluff fix --quiet --templater placeholder models/segments

serve: setup ## open Dagster's web page for this project
	@$(RUN) orchestration.cli serve

clean: setup ## remove what the project built, its history too, and keep your own tables (and .venv)
	@$(RUN) orchestration.cli.clean

screenshots: setup ## take pictures of published/report.html, and of a change's comment, into docs/images (needs Chromium)
	@.venv/bin/python scripts/screenshots.py
	@$(RUN) scripts.comment_picture

PRINT_EXTRA = .venv/bin/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*project["optional-dependencies"]["postgres"], sep="\n")'

lock: setup ## resolve the dependencies again into requirements.lock
	@PATH="$(CURDIR)/.tools/uv/bin:$$PATH" uv pip compile --quiet --upgrade --universal --generate-hashes \
		--group build --group dev --custom-compile-command 'make lock' pyproject.toml --output-file requirements.lock
	@PATH="$(CURDIR)/.tools/uv/bin:$$PATH" uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --group peers --constraint requirements.lock --custom-compile-command 'make lock' \
		--output-file requirements-peers.lock
	@PATH="$(CURDIR)/.tools/uv/bin:$$PATH" uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --group site --custom-compile-command 'make lock' \
		--output-file requirements-site.lock
	@$(PRINT_EXTRA) | PATH="$(CURDIR)/.tools/uv/bin:$$PATH" uv pip compile --quiet --upgrade --universal \
		--generate-hashes --no-annotate --python-version 3.11 --constraint requirements.lock \
		--custom-compile-command 'make lock' - --output-file requirements-postgres.lock
	@echo uv | PATH="$(CURDIR)/.tools/uv/bin:$$PATH" uv pip compile --quiet --upgrade --universal --generate-hashes \
		--no-annotate --custom-compile-command 'make lock' - --output-file requirements-uv.lock
