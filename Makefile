# Development and trial commands. README, "Settings", says what production needs.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
TEMPLATES := $(wildcard templates)
UV_COMPILE := UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.10 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: help run test check fix bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run     chạy thử hệ thống tại http://127.0.0.1:$(PORT)/ (đổi cổng: make run PORT=8001)"
	@echo "make test    chạy toàn bộ kiểm thử trên SQLite, PostgreSQL và trình duyệt (chọn lọc: make test ARGS=\"-k tên\")"
	@echo "make check   kiểm tra mã nguồn: quy tắc, định dạng, chiều phụ thuộc, migration"
	@echo "make fix     tự sửa định dạng và các lỗi quy tắc đơn giản"
	@echo "make bench   đo tốc độ với dữ liệu lớn"
	@echo "make lock    tính lại requirements*.txt theo pyproject.toml (nâng phiên bản: make lock ARGS=--upgrade)"
	@echo "make clean   xóa môi trường .venv và tệp sinh ra (giữ nguyên dữ liệu trong var/)"

run:
	@$(PYTHON) scripts/bootstrap.py run --port $(PORT)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_plans --if-empty
	@$(MANAGE) demo_accounts
	@$(MANAGE) demo_results
	@echo "Hệ thống chạy tại http://127.0.0.1:$(PORT)/ (nhấn Ctrl+C để dừng)."
	@# The worker of long imports and exports ends with the server.
	@$(MANAGE) db_worker --no-reload --verbosity 0 & worker=$$!; trap "kill $$worker 2>/dev/null" EXIT; \
		DJANGO_RUNSERVER_HIDE_WARNING=true $(MANAGE) runserver --noreload 127.0.0.1:$(PORT)

test:
	@$(PYTHON) scripts/bootstrap.py test
	@$(BIN)/python scripts/run_tests.py $(ARGS)

check:
	@$(PYTHON) scripts/bootstrap.py check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(if $(TEMPLATES),$(BIN)/djlint $(TEMPLATES) --check)
	$(if $(TEMPLATES),$(BIN)/djlint $(TEMPLATES) --lint --quiet)
	$(BIN)/lint-imports --no-cache --no-logo
	DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run
	DATABASE_URL=sqlite://:memory: $(MANAGE) check --fail-level WARNING
	PRODUCTION=1 DATABASE_URL=sqlite://:memory: ALLOWED_HOSTS=vi-du.gov.vn \
		SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") \
		$(MANAGE) check --deploy --fail-level WARNING
	@echo "Kiểm tra xong, không có lỗi."

fix:
	@$(PYTHON) scripts/bootstrap.py check
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(TEMPLATES),-$(BIN)/djlint $(TEMPLATES) --reformat --quiet)

bench:
	@$(PYTHON) scripts/bootstrap.py check
	@$(BIN)/python -m tests.bench $(ARGS)

# The second file takes the versions of the first, so development and production agree.
lock:
	@$(PYTHON) scripts/bootstrap.py check
	$(UV_COMPILE) $(ARGS) --output-file requirements.txt
	$(UV_COMPILE) $(ARGS) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis test-results var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
