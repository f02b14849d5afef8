# Every target works on a fresh machine with Python 3.11, pip, gcc and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test check crash fix serve lock clean

setup: $(READY)

$(READY): requirements/dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY)
	$(BIN)/gongshi demo

test: $(READY)
	$(BIN)/pytest -n 2

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gongshi policy check
	$(BIN)/gongshi policy test
	$(BIN)/pytest -n 2

# Kills the real job 220 times on both databases and writes what was checked into docs/crash.md.
crash: $(READY)
	printf '%s\n' '# The crash loop' '' 'Written by `make crash`: tests/gateway/crash.' '' >docs/crash.md
	GONGSHI_KILLS=220 GONGSHI_CRASH_REPORT=docs/crash.md $(BIN)/pytest tests/gateway/crash

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: $(READY)
	$(BIN)/gongshi serve

# Pins every dependency with hashes and without addresses. Needs the tool: pip install uv
lock:
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-annotate --no-header --python-version 3.11 --universal \
	  pyproject.toml -o requirements/runtime.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-annotate --no-header --python-version 3.11 --universal --extra dev \
	  -c requirements/runtime.lock pyproject.toml -o requirements/dev.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
