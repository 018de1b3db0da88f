"""Which refusals of valid input are not reported: those that the document says in words, as no schema can."""
import schemathesis


def is_announced(violation, case):
    """Whether the document's words announce this violation of the request."""
    if violation["field"] == "nextToken":
        # Only an earlier page knows its tokens: the schema says their form.
        of_no_page = ("is not a token from an earlier page", "belongs to a listing with another")
        return violation["message"].startswith(of_no_page)
    # To a schema 5.0 is an integer.
    return violation["field"] == "rating" and isinstance(case.body["rating"], float)


def is_broken(case):
    """Whether Schemathesis itself notes that it broke a part of the request, which it calls valid all the same."""
    return any(part.mode.is_negative for part in case.meta.components.values())


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure counts."""
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code != 400:
        return True
    violations = response.json().get("violations", [])
    return not is_broken(case) and not (violations and all(is_announced(violation, case) for violation in violations))
