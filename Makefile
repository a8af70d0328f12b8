# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check format setup setup-dev bench torture lock ear clean

run: setup ## The demo: four phones on one page, nothing to configure.
	@$(BIN)/trolyso demo

setup: $(VENV)/.runtime ## Prepare .venv from the locked, hashed requirements; quiet when nothing changed.

setup-dev: $(VENV)/.development

$(BIN)/python:
	@echo "Chuẩn bị môi trường Python (lần đầu mất chừng một phút)…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Cần Python 3.11 trở lên."; exit 1)
	@$(PYTHON) -m venv $(VENV)

$(BIN)/trolyso: $(BIN)/python Makefile
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom app import main\nsys.exit(main())\n' \
		"$(CURDIR)/$(BIN)/python" "$(CURDIR)" > $@
	@chmod +x $@

# pip compiles on one processor, and half of its time goes there: compiled afterwards, on all of them.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile
COMPILE := $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib

$(VENV)/.runtime: requirements.txt $(BIN)/trolyso
	@$(INSTALL) -r requirements.txt
	@$(COMPILE) app.py scheduler.py bot cli guides handlers storage # for a service that may not write here
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@$(INSTALL) -r requirements-dev.txt
	@$(COMPILE)
	@touch $@

# Where there is room for it, tests write into memory: what they commit need not outlive the machine.
MEMORY := $(shell df -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "TMPDIR=/dev/shm" }')

test: setup-dev ## All tests, on SQLite and PostgreSQL.
	@$(MEMORY) $(BIN)/python -m pytest -n auto --no-loadscope-reorder

check: setup-dev ## Format, lint, strict types, import contracts.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup-dev ## Side by side with bare bots; figures for docs/performance.md.
	@$(BIN)/python -m bench

torture: setup-dev ## The kill -9 ledger at full size: 3,000 kills over both databases, 30,000 lines on each.
	@TORTURE_KILLS=3000 TORTURE_REPORTS=30000 TORTURE_TOKENS=300 $(BIN)/python -m pytest tests/torture -s

ear: setup-dev ## Train the ear again after guides or phrasings changed.
	@$(BIN)/python tools/train_ear.py

lock: ## Write the lock again from requirements*.in (needs uv).
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 requirements.in -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
