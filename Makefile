# Two commands on a fresh machine with Python 3.11+ and make: `make demo` and `make test`. Both set up .venv first.

PYTHON ?= python3
# Known to work; pyproject.toml declares the range.
TORCH_VERSION ?= 2.13.0
BIN = .venv/bin
OUT ?= build/demo
RUNS ?= 1000
SEEDS ?= 200
DEVICE ?= cuda

.PHONY: demo test prove lint bench bench-otter regrades kills seeds fuzz gpu build verify clean

demo: .venv/demo-ready $(if $(TORCH),.venv/torch-ready)
	$(BIN)/grader grade tests/sample_class --out $(OUT)
	@$(BIN)/python -c "import torch" 2>/dev/null || echo "NumPy parts only, since torch is not installed: 'make demo TORCH=1' grades both."

test: .venv/test-ready lint
	$(BIN)/python -m pytest -n $${TEST_JOBS:-2} -m "not proof"

# What takes minutes to prove, or seconds for each topic: ladders, mutants, odd answers, and right code on a slow machine.
prove: .venv/test-ready
	$(BIN)/python -m pytest -n $${TEST_JOBS:-2} --dist=worksteal -m proof

lint: .venv/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/test-ready
	$(BIN)/python -m benchmarks

# Beside Otter-Grader, which gets an environment of its own; `make bench` measures it too from then on.
bench-otter: .venv/test-ready build/otter-ready
	$(BIN)/python -m benchmarks otter

# The sample class again and again; every report must be the same.
regrades: .venv/test-ready
	PYTHONPATH=tests $(BIN)/python -m programs.regrades $(RUNS)

# A grader that is killed a hundred times while it grades a class.
kills: .venv/test-ready
	PYTHONPATH=tests $(BIN)/python -m programs.kills

# Right code on many seeds, what each mistake does to training, and the table of both.
seeds: .venv/test-ready
	PYTHONPATH=tests $(BIN)/python -m programs.many_seeds --seeds $(SEEDS) --mistakes 20 --write docs/training-checks.md

# A million frames or five minutes, then submissions for a tenth of that, then 5,000 reports. SEED=n repeats a run.
fuzz: .venv/test-ready
	PYTHONPATH=tests $(BIN)/python -m programs.fuzz $(SEED)

# Are verdicts on a graphics card those on the CPU? Runs in the machine's own Python, with its torch, numpy, click and rich.
gpu:
	PYTHONPATH=.:tests $(PYTHON) -m programs.gpu --device $(DEVICE)

build: .venv/test-ready
	$(BIN)/grader build

verify: .venv/test-ready
	$(BIN)/grader verify

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv/demo-ready: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/torch-ready: .venv/demo-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==$(TORCH_VERSION)
	@touch $@

.venv/test-ready: .venv/torch-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

build/otter-ready: pyproject.toml | .venv/bin/python
	$(BIN)/python -m venv build/otter-venv
	build/otter-venv/bin/python -m pip install --quiet --disable-pip-version-check --editable . 'otter-grader[grading]>=7,<8' torch==$(TORCH_VERSION)
	@touch $@
