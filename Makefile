# Two commands: `make run` opens the chat, `make test` checks everything. Both install what they need on first use, and nothing after that.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test format figures clean

run: $(INSTALLED)
	$(BIN)/assistant serve

test: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Recomputes every figure of the reader's model card; DATA is a folder of SQuAD-style files (see the card).
figures: $(INSTALLED)
	@test -d "$(DATA)" || { echo 'Name the folder of the data: make figures DATA=FOLDER'; exit 2; }
	-$(BIN)/python -m eval reader $(DATA)/squad-v2.0-dev-b.json.xz --report eval/results/reader-squad-v2.0-dev-b.json --plots assistant/reader/weights
	-$(BIN)/python -m eval reader $(DATA)/tatqa-text-dev.json.xz --report eval/results/reader-tatqa-text-dev.json
	-$(BIN)/python -m eval calibration $(DATA)/squad-v2.0-dev-b.json.xz --limit 600 --out eval/results/calibration-squad-v2.0-dev-b.json

clean:
	rm -rf .venv .assistant .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check -e ".[dev]"
	@touch $(INSTALLED)
