"""The public page of counts, and the same as a CSV file."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.moderation import transparency


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    context = {"months": transparency.months_with_counts()}
    return render(request, "moderation/transparency.html", context)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    table = transparency.table()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="transparency.csv"'
    writer = csv.writer(response)
    writer.writerow(["", *(f"{month:%Y-%m}" for month in table["months"])])
    for name, _label, texts in table["rows"]:
        writer.writerow([name, *texts])
    return response
