# Thin door to scripts/: each target calls one script. The build itself is CMake's (see CMakePresets.json).
.DEFAULT_GOAL := help
.PHONY: help demo test multitest interop browser fuzz bench check format size zephyr-api clean

help: ## this list
	@echo "Westwind: a Bluetooth Low Energy host for MicroPython, with a simulated radio"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'
	@echo
	@echo "  JOBS=N  parallel jobs (default: all processors)      Logs of every stage: build/logs/"

demo: ## two MicroPython boards talk Bluetooth over a simulated radio
	@scripts/demo.sh

test: ## all tests; ends with the line "N passed, N failed"
	@scripts/test.sh

multitest: ## MicroPython's own multi-board Bluetooth tests, both role orders
	@scripts/multitest.sh

interop: ## our host against foreign ones from npm, as a matrix
	@scripts/interop.sh

browser: ## the page of `westwind report` in headless Chromium
	@scripts/browser.sh

fuzz: ## libFuzzer on the host and its parsers, a minute each
	@scripts/fuzz.sh

bench: ## speed and memory of the simulated air, against the figures it has to reach
	@scripts/bench.sh

check: ## format, project rules, shellcheck, clang-tidy
	@scripts/check.sh

format: ## clang-format on every C and C++ file
	@scripts/format.sh

size: ## flash and RAM of the host on Cortex-M0+ and M4, against tests/budget
	@scripts/size.sh

zephyr-api: ## what is there of Zephyr's Bluetooth API, header by header
	@scripts/zephyr_api.py

clean: ## remove build/
	@rm -rf build
