# The project's locked environment on Debian's Python: Airflow is installed once, from uv.lock.
# It is checked by tests and was not built where it was written, without access to Docker Hub. The
# digest is the one that others publish for this tag.
FROM python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3

RUN useradd --uid 50000 --gid root --create-home airflow \
    && install --directory --owner=airflow --group=root /opt/send /srv/send
USER airflow
WORKDIR /opt/send
COPY --chown=airflow:root pyproject.toml uv.lock ./

# Postgres holds Airflow's metadata; Celery is for docker-compose.celery.yml. Add `azure` where
# files lie there.
ARG EXTRAS="--extra postgres --extra celery --extra openlineage"
ENV PATH=/opt/send/.venv/bin:/home/airflow/.local/bin:$PATH \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --user --no-cache-dir uv==0.13.9 \
    && UV_COMPILE_BYTECODE=1 uv sync --frozen --no-dev --no-install-project --no-cache $EXTRAS
ENV DO_NOT_TRACK=1 \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    GX_ANALYTICS_ENABLED=false

COPY --chown=airflow:root commands commands
COPY --chown=airflow:root dags dags
COPY --chown=airflow:root dbt_project dbt_project
COPY --chown=airflow:root expectations expectations
COPY --chown=airflow:root ingest ingest
COPY --chown=airflow:root publish publish
COPY --chown=airflow:root send_home send_home
COPY --chown=airflow:root settings settings
COPY --chown=airflow:root steps steps
# The packages on Python's path, and `send`: docker compose exec airflow-scheduler send missing
RUN uv pip install --no-cache --no-deps --editable .
ENTRYPOINT ["airflow"]
