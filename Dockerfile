# Airflow with the project's locked environment. Written and checked by tests, not built here: the
# machine that this was made on has no access to Docker Hub.
ARG AIRFLOW_IMAGE=apache/airflow:3.3.2-python3.11
FROM ${AIRFLOW_IMAGE}

USER root
RUN install --directory --owner=airflow --group=root /opt/send
USER airflow
WORKDIR /opt/send
COPY --chown=airflow:root pyproject.toml uv.lock ./

# An environment of its own from the lock, and first on the path: the image's own packages follow
# Airflow's constraints, which dbt and Great Expectations don't share. Postgres holds Airflow's
# metadata; Celery is for docker-compose.celery.yml. Add `azure` where files lie there.
ARG EXTRAS="--extra postgres --extra celery --extra openlineage"
RUN pip install --no-cache-dir uv==0.13.9 \
    && UV_COMPILE_BYTECODE=1 uv sync --frozen --no-dev --no-install-project --no-cache --python 3.11 $EXTRAS
ENV PATH=/opt/send/.venv/bin:$PATH \
    DO_NOT_TRACK=1 \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    GX_ANALYTICS_ENABLED=false

COPY --chown=airflow:root commands commands
COPY --chown=airflow:root dags dags
COPY --chown=airflow:root dbt_project dbt_project
COPY --chown=airflow:root expectations expectations
COPY --chown=airflow:root ingest ingest
COPY --chown=airflow:root publish publish
COPY --chown=airflow:root settings settings
COPY --chown=airflow:root steps steps
# The packages on Python's path, and `send`: docker compose exec airflow-scheduler send missing
RUN uv pip install --no-cache --no-deps --editable .
