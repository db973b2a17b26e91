# On a machine with only python3 (3.11 or later) and make, `make serve` is all that is needed.
PYTHON ?= python3
RUN = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help serve test bench soak editor lint lock clean environment dev-environment

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' Makefile
	@echo "PORT, HOST, DATA_DIR and DATABASE_URL change where: make serve PORT=9000"

serve: environment ## Run web server and background worker on port 8000, set up whatever is missing
	@$(RUN) manage.py serve

test: dev-environment ## Run the tests on SQLite, and on PostgreSQL where it answers
	@$(RUN) -m tests $(ARGS)

bench: dev-environment ## Measure, in ratios to plain Django REST framework
	@$(RUN) -m tests.bench $(ARGS)

soak: dev-environment ## Break pictures, ask the API and let people edit at length, and watch readers while stories change and servers die
	@$(RUN) -m tests.soak $(ARGS)
	@CONTRACT_EXAMPLES=300 CONTRACT_SEED=$$$$ $(RUN) -m pytest -q tests/test_contract.py
	@INTERLEAVINGS=2000 $(RUN) -m pytest -q --hypothesis-seed=$$$$ tests/test_no_edit_is_lost.py
	@$(RUN) -m tests.soak.edge
	@$(RUN) -m tests.soak.edge --workers 4 --own-postgres
	@$(RUN) -m tests.soak.clock
	@$(RUN) -m tests.soak.plans

editor: ## Build the text editor anew from articles/editor/ (needs node and npm; running and testing do not)
	@cd articles/editor && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --silent && npm run --silent build

lint: dev-environment ## Check style, types and imports
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

lock: dev-environment ## Write requirements/*.txt anew from requirements/*.in
	for name in run s3 c2pa heif signing dev; do \
	    $(RUN) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	        -c requirements/limits.in requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## Remove the virtual environment and caches; content in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

environment dev-environment:
	@command -v $(PYTHON) > /dev/null || { echo "Python 3.11 or later is needed, as $(PYTHON)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or later is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1): make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) set_up.py $(if $(filter dev-%,$@),dev,run)
