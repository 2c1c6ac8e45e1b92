"""Pages that show a refused form say so first: in their title, and by where the focus is.

The focus is on the sentence about the whole form (templates/_form_errors.html), or else on the
first wrong field. `autofocus` does it, so it needs no script.
"""

from collections.abc import Callable
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

REFUSALS = (422, 429)


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


class ErrorTitleMiddleware:
    """Begin the title of a page that shows a refused form with "Error:".

    allauth answers 200 with the form again. Every other POST is answered with a redirect. Django's
    administration has its own titles.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_administration = request.path.startswith("/admin/")
        if not is_administration and _shows_refused_form(request, response):
            error = _("Error:")  # outside the f-string, in which the catalogues do not find it
            title = f"<title>{error} ".encode()
            response.content = response.content.replace(b"<title>", title, 1)
        return response


def _shows_refused_form(request: HttpRequest, response: HttpResponse) -> bool:
    is_refusal = response.status_code in REFUSALS
    is_form_again = request.method == "POST" and response.status_code == 200
    is_page = response.get("Content-Type", "").startswith("text/html")
    return is_page and (is_refusal or is_form_again)
