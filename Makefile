# Each target calls one script that can be read and run by itself.
.PHONY: help demo test lint qgis zip bench engine schema clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: ## Train, predict and score on sample data, in QGIS where there is one; see demo-output/
	scripts/demo.sh

test: ## All tests: engine, wall, repository, and the plugin in a real QGIS
	scripts/test.sh

lint: ## ruff, mypy, import-linter and bandit
	scripts/lint.sh

qgis: ## Open QGIS with the plugin, in a profile of its own
	scripts/open_qgis.sh

zip: ## Make and scan the release zip, build/rv_studio.zip
	scripts/zip.sh

bench: ## Run the programs in benchmarks/; ONLY=name runs one
	scripts/bench.sh $(ONLY)

engine: ## Only the engine's virtual environment, .venv/engine
	scripts/make_engine_venv.sh

schema: ## Write resources/config-schema.json and docs/reference anew from the Configs
	scripts/update_schema.sh

clean: ## Remove everything that make built
	rm -rf build demo-output dist .venv .qgis-settings .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
