# The front door. Every target installs what it lacks: system packages by apt (sudo unless root) or brew, Python
# packages into .venv-peers. Swift 6.3 itself is assumed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test fuzz test-threads test-address test-arm64 test-emulated test-cores test-capped test-peers test-sanitized test-outside bench compare regress instructions lint format docs clean system browser python-venv

SWIFT ?= swift
PYTHON ?= python3
# Where `make lint` builds with warnings as errors; .ci/run sets it to .build so that everything is built once.
LINT_BUILD ?= .build-lint
PEERS := Benchmarks/Peers
VENV := .venv-peers
CASES ?=
JSON ?=
ROUNDS ?=
BASE ?= main
BENCH ?=
FILTER ?=
SUITES := Kernels Steps Training

# In one order of hashing, since SwiftPM passes the traits' flags in that order, and in another one builds all again.
BUILD := SWIFT_DETERMINISTIC_HASHING=1 $(SWIFT) build -c release
# One test at a time: some watch how the pool's threads divide work. While SwiftPM runs tests it lets nobody else build, so on
# Linux they run without it.
TESTING := -c release --skip-build --no-parallel
RUN_TESTS := $(if $(filter Linux,$(shell uname)),.build/release/martletPackageTests.xctest --testing-library swift-testing \
	--no-parallel,$(SWIFT) test $(TESTING))

SYSTEM_LIBRARIES := openblas lapacke libjpeg libpng libzip libcurl sqlite3

OUR_FOLDERS := $(wildcard Sources Tests Benchmarks)
OUR_SWIFT = find $(OUR_FOLDERS) -name '.*' -prune -o -name '*.swift' -print
OUR_CODE = find $(OUR_FOLDERS) -name '.*' -prune -o \
	\( -name '*.swift' -o -name '*.[ch]' -o -name '*.inc' -o -name '*.py' -o -name '*.sh' \) -print
LONGEST_FILE := 500

# $(call need,<command that succeeds when all is there>,<apt packages>,<brew packages>)
define need
	@if ! { $(1); } >/dev/null 2>&1; then \
		if command -v apt-get >/dev/null; then \
			sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
			echo "Installing with apt: $(2)$${sudo:+ (asks for your password through sudo)}"; \
			$$sudo apt-get update -qq; \
			$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(2) >/dev/null; \
		elif command -v brew >/dev/null; then \
			echo "Installing with brew: $(3)"; \
			brew install --quiet $(3); \
		else \
			echo "Please install these and try again: $(2)" >&2; exit 1; \
		fi; \
	fi
endef

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-14s%s\n", $$1, $$2 }'

demo: system ## train on real data, look at the result, save and reload the model; with a report, .build/demo.html
	$(BUILD) --product martlet
	.build/release/martlet demo --report .build/demo.html

test: system ## every test, on a release build
	$(BUILD) --build-tests
	$(RUN_TESTS)

test-peers: system browser $(VENV)/conformance/.ready ## compare with Keras, read our files from Python, look at charts in a browser
	$(BUILD) --product martlet
	$(BUILD) --product PeerWorker
	$(VENV)/conformance/bin/python -m unittest discover --start-directory $(PEERS)/conformance --verbose

# Leaks aren't looked for: what Swift keeps for the life of a process would be reported.
test-sanitized: system ## every test under the address sanitizer; FILTER="Kernel|Codec" for some
	$(BUILD) --build-tests --sanitize=address --scratch-path .build-address
	ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no $(SWIFT) test $(TESTING) \
		--sanitize=address --scratch-path .build-address $(if $(FILTER),--filter '$(FILTER)')

# OpenBLAS's own kernels differ from processor to processor; every older one's can be asked for where it runs.
CORES = Nehalem $(if $(shell grep -m1 -ow avx2 /proc/cpuinfo),Haswell) $(if $(shell grep -m1 -ow avx512vl /proc/cpuinfo),SkylakeX)
LAWS := OperationLaws|LinearAlgebra|LeastSquares|MatMul
test-cores: system ## the laws with OpenBLAS as on other processors: CORES="Nehalem Haswell SkylakeX", as far as this one can
	$(BUILD) --build-tests
	for core in $(CORES); do \
		echo "OPENBLAS_CORETYPE=$$core"; \
		OPENBLAS_CORETYPE=$$core $(RUN_TESTS) --filter '$(LAWS)'; \
	done

# What kernels are made of without this processor's best sets of instructions, with which all other tests run.
CAPS = scalar $(if $(shell grep -m1 -ow avx512vl /proc/cpuinfo),avx2 avx512)
test-capped: system ## the laws with instruction sets capped: CAPS="scalar avx2 avx512", as far as this processor has them
	$(BUILD) --build-tests
	for cap in $(CAPS); do \
		echo "MARTLET_ISA=$$cap"; \
		MARTLET_ISA=$$cap $(RUN_TESTS) --filter '$(LAWS)|LayerLaw'; \
	done

test-address: ## the kernels under the address sanitizer, without Swift
	Tests/KernelDriver/run.sh address

# Every file in a process of its own with limits; those that do harm are kept in .build/fuzz.
FILES ?=
MINUTES ?= $(if $(FILES),,5)
fuzz: system ## damaged files of every format, new ones each time: MINUTES=5 or FILES=20000; SEED=… FORMATS="keras,png" JSON=path
	$(BUILD) --product martlet-fuzz
	.build/release/martlet-fuzz $(if $(MINUTES),--minutes $(MINUTES)) $(if $(FILES),--files $(FILES)) \
		$(if $(SEED),--seed $(SEED)) $(if $(FORMATS),--formats $(FORMATS)) $(if $(JSON),--json "$(JSON)") \
		--keep .build/fuzz

test-threads: ## the thread pool under the thread sanitizer, without Swift
	Tests/KernelDriver/run.sh threads

test-arm64: ## the kernels for arm64, under qemu, beside this machine's
	$(call need,command -v qemu-aarch64 && test -e /usr/aarch64-linux-gnu/include/stdio.h && test -d /usr/lib/gcc-cross/aarch64-linux-gnu,\
		qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross,qemu)
	Tests/KernelDriver/run.sh arm64

test-emulated: ## the kernels for AVX-512, VNNI and AMX where there are none, their intrinsics as loops
	Tests/KernelDriver/run.sh emulated

test-outside: system ## a package outside depends on Martlet, by version tag and by path
	Tests/OutsidePackage/check.sh

# The worker lies in the same package, so the suites are named.
bench: system ## the benchmark suites (ordo-one/benchmark), SUITES="Steps …"; BENCH="thresholds check" for what is stable
	cd Benchmarks && $(SWIFT) package -c release --allow-writing-to-package-directory benchmark \
		$(BENCH) $(SUITES:%=--target %)

# Cases of our algorithms among themselves need no peers.
CHOICES := convolutions gemm sparse
BESIDE_PEERS = $(filter-out $(CHOICES) auto,$(or $(CASES),all))
compare: system $(if $(BESIDE_PEERS),$(VENV)/tensorflow/.ready) $(if $(filter-out $(CHOICES),$(or $(CASES),all)),$(VENV)/torch/.ready) ## speed beside the Python peers; CASES="mlp_fit …" JSON=path ROUNDS=7; CASES="convolutions gemm sparse": algorithms and choices; CASES=auto: learning of tables
	$(if $(BESIDE_PEERS),$(BUILD) --package-path Benchmarks --product martlet-bench-worker)
	$(if $(filter all mlflow% digits_fit%,$(BESIDE_PEERS)),$(BUILD) --product martlet-bench-trackers)
	$(if $(BESIDE_PEERS),$(PYTHON) $(PEERS)/compare.py --environments $(VENV) $(if $(CASES),--cases "$(BESIDE_PEERS)") \
		$(if $(JSON),--json "$(JSON)") $(if $(ROUNDS),--rounds "$(ROUNDS)"))
	$(if $(filter $(CHOICES),$(CASES)),$(BUILD) --product martlet-choices)
	$(if $(filter auto,$(CASES)),$(BUILD) --product martlet && $(VENV)/torch/bin/python $(PEERS)/auto.py \
		--martlet .build/release/martlet $(if $(JSON),--json "$(JSON)"))
	for case in $(filter $(CHOICES),$(CASES)); do .build/release/martlet-choices $$case $(if $(JSON),--json | tee -a "$(JSON)"); done

regress: system ## speed beside another version: BASE=<git ref>
	Benchmarks/regress.sh "$(BASE)"

instructions: system ## instruction counts of the step loop and of start-up, against the committed thresholds
	$(call need,command -v valgrind,valgrind,valgrind)
	Benchmarks/instructions.sh

lint: system ## formatting, warnings as errors, the house rules
	$(OUR_SWIFT) | xargs $(SWIFT) format lint --strict --parallel
	@long=$$($(OUR_CODE) | xargs wc -l | awk '$$2 != "total" && $$1 > $(LONGEST_FILE)'); \
		if [ -n "$$long" ]; then echo "Files above $(LONGEST_FILE) lines:"; echo "$$long"; exit 1; fi
	@if grep -rn unsafeFlags Package.swift Benchmarks/Package.swift; then echo "No unsafeFlags here."; exit 1; fi
	MARTLET_STRICT=1 $(BUILD) --build-tests --scratch-path $(LINT_BUILD)

format: ## format all Swift code in place
	$(OUR_SWIFT) | xargs $(SWIFT) format --in-place --parallel

# All that Martlet re-exports is documented as Martlet's, as users see it. This needs no plugin, so nobody who depends
# on the package resolves one.
DOCC ?= $(shell command -v docc || echo xcrun docc)
MODULES := MartletNumerics MartletCodecs MartletGraph MartletNN MartletDatasets MartletApplications MartletCompression MartletInterop MartletRL MartletTracking MartletUI MartletEstimators MartletExplain MartletPlot
empty :=
comma := ,
docs: system ## the DocC book, in .build/docs; warnings are errors
	$(BUILD) --target Martlet
	rm -rf .build/symbols .build/docs && mkdir -p .build/symbols
	build=$$($(BUILD) --show-bin-path); \
	triple=$$($(SWIFT) -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p'); \
	maps=$$(find -L "$$build" -maxdepth 2 -path '*/C*.build/module.modulemap' -exec echo -Xcc -fmodule-map-file={} \;; \
		find .build/checkouts -path '*/include/module.modulemap' -exec echo -Xcc -fmodule-map-file=$$PWD/{} \;); \
	$(SWIFT) symbolgraph-extract -module-name Martlet -target "$$triple" -I "$$build/Modules" \
		$(addprefix -I ,$(dir $(wildcard Sources/C*/module.modulemap))) $$maps \
		$$(pkg-config --cflags-only-I $(SYSTEM_LIBRARIES) | sed 's/-I/-Xcc &/g') \
		-experimental-allowed-reexported-modules=$(subst $(empty) $(empty),$(comma),$(MODULES)) \
		-minimum-access-level public -skip-inherited-docs -output-dir .build/symbols; \
	$(DOCC) convert Sources/Martlet/Martlet.docc --warnings-as-errors \
		--additional-symbol-graph-dir .build/symbols --fallback-display-name Martlet \
		--fallback-bundle-identifier martlet --output-dir .build/docs
	@echo "The book is in .build/docs: $(PYTHON) -m http.server --directory .build/docs, then /documentation/martlet"

clean: ## remove everything that was built or installed here
	rm -rf .build .build-* Benchmarks/.build $(VENV)

system:
	$(call need,command -v pkg-config && pkg-config --exists $(SYSTEM_LIBRARIES),\
		libopenblas-dev liblapacke-dev libjpeg-dev libpng-dev libzip-dev libcurl4-openssl-dev libsqlite3-dev pkg-config,\
		openblas lapack jpeg-turbo libpng libzip curl sqlite pkg-config)

# Where there is none to be had, what needs one is skipped.
browser:
	-$(call need,command -v chromium || command -v chromium-browser || command -v google-chrome,chromium,chromium)

python-venv:
	$(call need,$(PYTHON) -m ensurepip --version,python3-venv,python)

# One environment a group of peers: TensorFlow and torch disagree about what they need.
$(VENV)/%/.ready: $(PEERS)/requirements-%.txt | python-venv
	$(PYTHON) -m venv --clear $(VENV)/$*
	$(VENV)/$*/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir -r $<
	touch $@
