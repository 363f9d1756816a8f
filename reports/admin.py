from django.contrib import admin
from django_tasks_db.models import DBTaskResult

# The queue of the worker. People see their jobs on a page of their own.
admin.site.unregister(DBTaskResult)
