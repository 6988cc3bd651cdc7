# Two commands are enough: `make demo` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
ifneq ($(origin HOST),command line)
HOST := 127.0.0.1
endif
# pyenv's shim refuses where .python-version names a Python it does not have; any Python from 3.9 on can bootstrap.
PYTHON3 := $(shell for p in python3 /usr/bin/python3 python3.12 python3.13; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null && echo $$p && break; done)
BOOTSTRAP := $(or $(PYTHON3),python3) bootstrap.py
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
quietly = @printf '%s: ' '$(1)'; if out=$$($(2) 2>&1); then echo ok; else echo FAILED; echo "$$out"; exit 1; fi

.PHONY: help demo demo-reset test check checks long bench lock assets messages format \
	check-style check-format check-imports check-types check-templates check-migrations check-messages check-deploy check-compose

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: ## install what is missing and run everything on this machine (PORT=8000 HOST=127.0.0.1)
	@$(BOOTSTRAP) requirements.lock --steps 8 && exec $(MANAGE) demo --host '$(HOST)' --port '$(PORT)' --steps-done 2

demo-reset: ## remove the demo's data; the next `make demo` starts afresh
	@$(BOOTSTRAP) requirements.lock >/dev/null && exec $(MANAGE) demo --reset

test: ## every check and every test, browser tests included
	@$(BOOTSTRAP) requirements-dev.lock
	@checked=0; $(MAKE) --no-print-directory check || checked=1; $(BIN)/pytest --no-header || exit 1; exit $$checked

check: ## the checks without the tests
	@$(BOOTSTRAP) requirements-dev.lock >/dev/null
	@$(MAKE) --no-print-directory -k checks

checks: check-style check-format check-imports check-types check-templates check-migrations check-messages check-deploy check-compose

check-style:
	$(call quietly,style,$(BIN)/ruff check -q .)
check-format:
	$(call quietly,format,$(BIN)/ruff format --check -q .)
check-imports:
	$(call quietly,import direction,$(BIN)/lint-imports --no-cache)
check-types:
	$(call quietly,types,$(BIN)/mypy)
check-templates:
	$(call quietly,templates,find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 6.1)
check-migrations:
	$(call quietly,migrations,$(BIN)/python -W ignore manage.py makemigrations --check --dry-run)
check-messages:
	$(call quietly,Japanese sentences,$(BIN)/python assets/messages.py --check)
check-deploy:
	$(call quietly,deployment settings,env DJANGO_SETTINGS_MODULE=config.settings.production \
	SECRET_KEY=only-for-this-check-abcdefghijklmnopqrstuvwxyz-0123456789 ALLOWED_HOSTS=kakehashi.example \
	SITE_URL=https://kakehashi.example \
	DATABASE_URL=postgres://app@localhost/kakehashi REDIS_URL=redis://localhost/0 SMTP_HOST=localhost \
	MEDIA_ROOT=/nowhere/media \
	OPERATOR_NAME=x OPERATOR_REPRESENTATIVE=x OPERATOR_ADDRESS=x OPERATOR_TELEPHONE=x OPERATOR_EMAIL=desk@x.example \
	$(MANAGE) check --deploy --fail-level WARNING)

check-compose:
	$(call quietly,Compose files,$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml \
	deploy/worker-host.yml deploy/shared-servers.yml)

long: ## the long forms of the tests: minutes to hours
	@$(BOOTSTRAP) requirements-dev.lock
	@$(BIN)/pytest --no-header -m long

bench: ## measure; figures belong into docs/benchmarks.md
	@$(BOOTSTRAP) requirements-dev.lock >/dev/null
	@$(BIN)/python -m bench

format: ## put code into its one shape
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .
	@find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 6.1

lock: ## resolve pyproject.toml again: hashes, no addresses
	@$(BOOTSTRAP) requirements-dev.lock
	@uv=$$(command -v uv || echo .tools/bin/uv); \
	compile="$$uv pip compile -q --universal --generate-hashes --no-annotate"; export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	$$compile --group dev pyproject.toml -o requirements-dev.lock && \
	$$compile --group embedded pyproject.toml -c requirements-dev.lock -o requirements.lock && \
	$$compile pyproject.toml -c requirements-dev.lock -o requirements-production.lock && \
	$$compile --group tools -o requirements-uv.lock

assets: ## build static/dist again (needs Node)
	@cd assets && npm ci --ignore-scripts --no-audit --no-fund && npm run build

messages: ## collect strings and compile the Japanese sentences
	@$(BIN)/python assets/messages.py
