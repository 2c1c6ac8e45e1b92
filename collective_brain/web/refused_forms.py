"""Pages that show a refused form say so first: in their title, and by where the focus is.

The focus is on the sentence about the whole form (templates/_form_errors.html), or else on the
first wrong field. `autofocus` does it, so it needs no script.
"""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

REFUSALS = (422, 429)
TITLE = b"<title>"


class FocusedBoundField(BoundField):
    @property
    def takes_focus(self) -> bool:
        """Whether this is the first wrong field of a form without an error of its own."""
        if not self.errors or self.form.non_field_errors():
            return False
        wrong = [field.name for field in self.form.visible_fields() if field.errors]
        return wrong[:1] == [self.name]

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """A group of boxes has no single widget: templates/_field.html focuses its fieldset."""
        attrs = super().build_widget_attrs(attrs, widget)
        if not self.use_fieldset and self.takes_focus:
            attrs["autofocus"] = True
        return attrs


class FormRenderer(DjangoTemplates):
    bound_field_class = FocusedBoundField


class RefusedFormsMiddleware:
    """Answer 422 to a refused form, and begin the title of its page with "Error:".

    allauth answers 200 with the form again. Django's administration has its own titles.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if request.path.startswith("/admin/") or not is_page:
            return response
        if response.status_code == 200 and _shows_wrong_form(response):
            response.status_code = 422
        if response.status_code in REFUSALS:
            error = _("Error:")  # outside the f-string, in which the catalogues do not find it
            response.content = response.content.replace(TITLE, TITLE + f"{error} ".encode(), 1)
        return response


def _shows_wrong_form(response: HttpResponse) -> bool:
    """Whether the page of a class-based view, such as those of allauth, has a form with errors."""
    context = getattr(response, "context_data", None) or {}
    return any(isinstance(value, BaseForm) and value.errors for value in context.values())
