# Needs Python 3.11, 3.12 or 3.13, make and git; everything else is brought along.
#
#   make run      the site with its demonstration conference, on this machine only
#   make test     all tests: SQLite, PostgreSQL with Redis, Chromium (LEGS=sqlite for one leg of them)
#   make lint     every check that is not a test
#   make proof    long generated tests: matching, PDFs, the API by its description, hostile pages
#   make mutants  whether the tests notice flipped rules and planted leaks
#   make noninterference   two worlds that differ in one secret, at length (ARGS=--fresh begins anew)
#   make bench    how fast the pages are
#   make format   rewrite code and templates in the project's style
#   make schema   rewrite docs/openapi.yaml from the code
#   make lock     resolve the dependencies anew (ARGS=--upgrade for newer ones)
#   make clean    remove what was built; the data folder stays

SHELL := /bin/sh
BASE_PYTHON := $(shell for python in python3.13 python3.12 python3.11 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
IN = $(if $(BASE_PYTHON),$(BASE_PYTHON),$(error Python 3.11, 3.12 or 3.13 is needed and was not found)) tools/bootstrap.py
export SYSML_DEMO ?= 1

.PHONY: run test lint proof mutants noninterference bench format schema lock clean

run:
	@$(IN) runtime -m sysml

test:
	@$(IN) dev -m tools.run_tests $(LEGS) $(ARGS)

lint:
	@$(IN) dev -m tools.lint

proof:
	@$(IN) dev -m tools.run_tests proof $(ARGS)

mutants:
	@$(IN) dev -m tools.mutants $(ARGS)

noninterference:
	@SYSML_DEMO= $(IN) dev -m tests.noninterference $(ARGS)

bench:
	@$(IN) dev -m benchmarks.pages

format:
	@$(IN) dev -m ruff check --fix --quiet . ; $(IN) dev -m ruff format --quiet .
	@$$($(IN) dev | sed 's/python$$/djangofmt/') templates

schema:
	@SYSML_DEMO= $(IN) dev manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

lock:
	@$(IN) dev -m tools.lock $(ARGS)

clean:
	rm -rf .venv .venv-test .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles
