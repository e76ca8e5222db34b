# Everything runs in .venv; PYTHON is the interpreter it is made with (3.11, 3.12 or 3.13).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install install-dev wheel hashes bom audit browser optical around provider conformance postgres postgres-stop run test test-slow sweep soak coverage check format docs bench bench-reading bench-update bench-peers fuzz eval eval-all clean

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

# What is installed elsewhere: dist/paragraf-…-py3-none-any.whl.
wheel: install
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

# The page is tested in a real Chromium. It is installed where that is allowed; CI fails without it.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	|| echo "No Chromium: the browser tests are skipped here, and fail when CI=true. Install the package chromium."

# Scanned pages are read with Tesseract. It is installed where that is allowed; CI fails without it.
optical:
	@tesseract --list-langs 2>/dev/null | grep -qx swe \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tesseract-ocr tesseract-ocr-swe >/dev/null; } \
	|| echo "No Tesseract: the test of scanned pages is skipped here, and fails when CI=true. Install tesseract-ocr and tesseract-ocr-swe."

# What stands around the service on a machine: nginx, Caddy, systemd, and what starts a bare machine to try docs/drift.md and
# PostgreSQL with TLS on.
# They are installed where that is allowed and would start nothing; CI fails without them.
AROUND := nginx-light caddy systemd systemd-container debootstrap openssl
around:
	@{ command -v nginx && command -v caddy && command -v systemd-nspawn && command -v debootstrap; } >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ ! -d /run/systemd/system ] \
	     && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(AROUND) >/dev/null; } \
	|| echo "Not all of $(AROUND) is here: tests that need it are skipped, or fail when CI=true."

# The digests that the image holds packages to: of the registry's wheels for Python 3.11, with what the wheel is made with.
hashes: install-dev
	rm -rf build/image && mkdir -p build/image
	$(BIN)/python -m pip download --quiet --no-deps --only-binary :all: --dest build/image --requirement requirements-serve.txt \
	    $$(grep --only-matching --no-filename 'setuptools==[0-9.]*' requirements.txt)
	sed --quiet 1p deploy/requirements-image.txt > build/image/digests
	cd build/image && sha256sum *.whl | awk '{split($$2, part, "-"); print part[1] "==" part[2] " --hash=sha256:" $$1}' \
	    | LC_ALL=C sort -f >> digests
	mv build/image/digests deploy/requirements-image.txt

# What the image and a server's installation are made of, in CycloneDX: dist/paragraf-bom.json.
bom: install-dev
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements deploy/requirements-image.txt --pyproject pyproject.toml --output-reproducible \
	    --output-format JSON --output-file dist/paragraf-bom.json

# Known faults in what is pinned, asked of the registry; it tells which packages that does not know (exit code 3), and of
# the rest which have faults (1).
audit:
	$(PYTHON) -m venv build/audit
	build/audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	rm -f build/audit/report.json
	build/audit/bin/pip-audit --require-hashes --disable-pip --progress-spinner off --format json --output build/audit/report.json \
	    --requirement deploy/requirements-image.txt 2> build/audit/told \
	    || test -s build/audit/report.json || { cat build/audit/told; exit 1; }
	build/audit/bin/python deploy/audit.py build/audit/report.json

# How long a changed document of ten pages takes to be in force, beside the documents in the folder FILES.
bench-update: install-dev
	$(BIN)/python -m tests.update_time $(FILES)

# Sign-in by OpenID Connect is tested with a real provider, and /mcp by the protocol's own tests, both from npm. They are installed
# where npm is; CI fails without them.
provider: tests/oidc_provider/node_modules
conformance: tests/protocol_conformance/node_modules
%/node_modules: %/package-lock.json
	@{ command -v npm >/dev/null \
	   || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	        && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nodejs npm >/dev/null; }; } \
	&& npm ci --prefix $* --no-audit --no-fund >/dev/null \
	|| echo "No npm: the tests over $* are skipped here, and fail when CI=true. Install nodejs (20 or later) and npm."

# A PostgreSQL of one's own with pgvector, as a normal user; it says which addresses to set PARAGRAF_STORE to.
POSTGRES ?= /tmp/paragraf-postgresql
postgres: install-dev
	$(BIN)/python -m tests.postgresql_server start $(POSTGRES)

postgres-stop: install-dev
	$(BIN)/python -m tests.postgresql_server stop $(POSTGRES)

# Exit code 3 says that some file could not be read: the index is in force all the same.
BUILD := $(BIN)/paragraf index build
run: install
	$(BUILD) || [ $$? -eq 3 ]
	$(BIN)/paragraf serve

# The suite without its heavy sweeps, on as many processes as WORKERS says.
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test: install-dev browser optical around provider conformance
	$(PYTEST)

# The heavy sweeps, whole: builds killed at many moments, damaged files by the hundred, pages in both colour schemes.
test-slow: install-dev browser optical around provider conformance
	$(PYTEST) -m slow

# Processes killed at moments spread over builds, switches, removals, rollbacks, fetches, opinions and watches; the log has the
# seed and each kill.
KILLS ?= 200
SEED ?= 1
sweep: install-dev
	$(BIN)/python -m tests.kill_sweep --kills $(KILLS) --seed $(SEED)
	TEST_KILLS=100 $(BIN)/python -m pytest -s -m slow -n 0 tests/test_postgresql_killed.py

# A service under 80 % of what it can take, with updates every twenty seconds.
MINUTES ?= 30
soak: install-dev
	$(BIN)/python -u -m tests.soak --minutes $(MINUTES) --seed $(SEED)

# Lines and branches that the suite runs.
coverage: install-dev browser optical around provider conformance
	$(PYTEST) --cov --cov-report=term

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The tables of plans and refusals, made from the lists.
docs: install
	$(BIN)/python -m service.answers.catalogue docs/answers.md

bench: install
	$(BIN)/paragraf eval bench

# How fast files are read: the folder FILES, by default the bundled documents.
FILES ?= corpus/documents
bench-reading: install
	$(BIN)/python -m eval.experiments.reading_benchmark $(FILES)

# Paragraf beside what others would put together, each in an environment under PEERS that has the product's packages behind
# its own; DATA has swequad-mc/ and scale/.
PEERS ?= /tmp/paragraf-peers
COUNT ?= 10000
ASKED ?= 64
peer = test -f $(PEERS)/$(1)/.installed || { $(PYTHON) -m venv $(PEERS)/$(1) \
	&& $(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" \
	    > "$$($(PEERS)/$(1)/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/product.pth" \
	&& $(PEERS)/$(1)/bin/pip install --quiet --disable-pip-version-check $(2) && touch $(PEERS)/$(1)/.installed; }
bench-peers: install-dev
	$(call peer,by_hand,bm25s PyStemmer faiss-cpu)
	$(call peer,txtai,txtai)
	$(call peer,langchain,langchain-classic langchain-community rank-bm25 faiss-cpu)
	$(call peer,haystack,haystack-ai)
	$(BIN)/python -m eval.experiments.peers.measuring --judged $(DATA)/swequad-mc --paragraphs $(DATA)/scale/paragraphs.jsonl.gz \
	    --count $(COUNT) --asked $(ASKED) --environments $(PEERS) --folder $(PEERS)/$(COUNT) --out $(PEERS)/$(COUNT).jsonl
	$(BIN)/python -m eval.reports.peers $(PEERS)/$(COUNT).jsonl

# Damaged files by the thousand, through every reader.
fuzz: install-dev
	FUZZ_EXAMPLES=2000 $(BIN)/python -m pytest -q tests/test_damaged_files.py

# The regions set over the bundled documents; with GOTEBORG=DIR also the other set over the minutes in that folder.
eval: install
	$(BUILD) || [ $$? -eq 3 ]
	run=runs/regions-$$(date +%Y%m%dT%H%M%S) \
	&& $(BIN)/paragraf eval run --questions eval/questions/regions-dev.jsonl --out $$run \
	&& $(BIN)/paragraf eval gate $$run --baseline eval/baselines/regions-dev.json
ifdef GOTEBORG
	$(BIN)/paragraf eval check --questions eval/questions/goteborg-dev.jsonl --corpus $(GOTEBORG)
	$(BUILD) --corpus $(GOTEBORG) --index index/goteborg || [ $$? -eq 3 ]
	$(BIN)/paragraf eval run --questions eval/questions/goteborg-dev.jsonl --index index/goteborg --sources $(GOTEBORG)
endif

# All sets at once in one table, those of the bundled documents and those over the documents in the folder DATA.
eval-all: install
	$(BIN)/paragraf eval all $(if $(DATA),--data $(DATA))

clean:
	rm -rf $(VENV) dist index runs .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
