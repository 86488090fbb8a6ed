"""A request that no screen of ours would send is refused in a sentence, whatever the callback."""

import copy
import json
import logging

import pytest

import app as application
from pages import _payloads
from tests.samples.parcours_warehouse import publish_parcours

ADDRESS = "/_dash-update-component"
PLANTED = "PLANTED-7391"
#: Values that a property never holds.
WRONG = {
    "value": [12, True, None, [PLANTED], {"a": PLANTED}],
    "n_clicks": [PLANTED, True, [1], {"a": PLANTED}],
    "pathname": [12, True, [PLANTED], {"a": PLANTED}],
    "search": [12, True, [PLANTED], {"a": PLANTED}],
    "data": [True, [PLANTED], {"a": PLANTED}, {"query": 12}],
    "id": [12, None, PLANTED, {"a": PLANTED}],
}
#: A value of the right type for each store.
STORED = {
    "carte-territoire": "est-bearn",
    "carte-adresse": {"query": "niveau=sdsei"},
    "carte-prete": 1,
    "carte-etat": {"query": "niveau=sdsei", "replace": True},
    "comparer-sans": "",
    "panier-version": 1,
    "panier-cle": "inconnu",
}
PLACE = {"indicateur": "delai_median_orientation", "niveau": "sdsei", "code": "est-bearn", "repere": "departement"}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_parcours(tmp_path_factory.mktemp("parcours"))


@pytest.fixture
def reader(monkeypatch, published):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(published))
    return application.server.test_client()


def callbacks():
    """{output: callback} of those that the server answers."""
    return {name: found for name, found in application.app.callback_map.items() if "callback" in found}


OUTPUTS = sorted(callbacks())


def identified(declared):
    return json.loads(declared) | PLACE if declared.startswith("{") else declared


def item(declared):
    component, held = identified(declared["id"]), declared["property"]
    value = {"n_clicks": 1, "pathname": "/parcours", "search": "", "id": component, "value": "sdsei:est-bearn"}.get(
        held
    )
    return {"id": component, "property": held, "value": STORED[declared["id"]] if held == "data" else value}


def body_of(output):
    """What a browser would send."""
    callback = callbacks()[output]
    names = output.strip(".").split("...") if output.startswith("..") else [output]
    outputs = [
        {"id": identified(component), "property": held}
        for component, _, held in (name.partition("@")[0].rpartition(".") for name in names)
    ]
    inputs = [item(declared) for declared in callback["inputs"]]
    first = inputs[0]
    written = (
        first["id"]
        if isinstance(first["id"], str)
        else json.dumps(first["id"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    )
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [item(declared) for declared in callback["state"]],
        "changedPropIds": [f"{written}.{first['property']}"],
    }


def malformed(output):
    """(what is wrong, body) of every way to be wrong."""
    right = body_of(output)
    for key in ("inputs", "outputs", "changedPropIds", "state"):
        for wrong in (12, PLANTED, {"a": PLANTED}, [12], [PLANTED], [{"id": PLANTED}], [[]], None):
            if key != "state" or right["state"] or wrong != []:
                yield f"{key} = {wrong!r}", right | {key: wrong}
    yield "no inputs", {key: value for key, value in right.items() if key != "inputs"}
    yield "an input less", right | {"inputs": right["inputs"][:-1]}
    yield "an input more", right | {"inputs": [*right["inputs"], right["inputs"][0]]}
    for key in ("inputs", "state"):
        for place, given in enumerate(right[key]):
            for wrong in WRONG[given["property"]]:
                body = copy.deepcopy(right)
                body[key][place]["value"] = wrong
                yield f"{given['id']}.{given['property']} = {wrong!r}", body
            for part, wrong in (
                ("id", PLANTED),
                ("id", 12),
                ("id", {"a": [1]}),
                ("property", PLANTED),
                ("property", 3),
            ):
                body = copy.deepcopy(right)
                body[key][place][part] = wrong
                yield f"{part} of {given['id']} = {wrong!r}", body


def test_there_are_callbacks_and_each_of_their_values_has_a_rule():
    assert len(OUTPUTS) == 8
    for found in callbacks().values():
        for declared in (*found["inputs"], *found["state"]):
            assert _payloads.shape_of(declared["id"], declared["property"]) is not None, declared


@pytest.mark.parametrize("output", OUTPUTS)
def test_what_a_browser_sends_is_answered(reader, output):
    answer = reader.post(ADDRESS, json=body_of(output))
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_malformed_request_is_refused_in_a_sentence_and_one_line_of_the_log(reader, caplog, output):
    for what, body in malformed(output):
        caplog.clear()
        with caplog.at_level(logging.INFO):
            answer = reader.post(ADDRESS, json=body)
        said = answer.get_data(as_text=True)
        assert answer.status_code == 400, what
        assert said == "La demande reçue n’a pas la forme attendue\u202f: rechargez la page, puis recommencez."
        assert len(caplog.records) == 1 and caplog.records[0].exc_info is None, what
        line = caplog.records[0].getMessage()
        assert "\n" not in line and PLANTED not in line, what
        assert output in line


def test_going_back_to_no_address_is_refused(reader):
    body = body_of(next(output for output in OUTPUTS if output.startswith("..carte-indicateur")))
    address = next(given for given in body["inputs"] if given["id"] == "carte-adresse")
    body["changedPropIds"] = ["carte-adresse.data"]
    assert reader.post(ADDRESS, json=body).status_code == 200
    address["value"] = None
    assert reader.post(ADDRESS, json=body).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {"data": "{"},
        {"data": b"\xff\xfe", "content_type": "application/json"},
        {"data": "[" * 100_000, "content_type": "application/json"},
        {"data": "a=1", "content_type": "application/x-www-form-urlencoded"},
        {"json": []},
        {"json": None},
        {"json": 12},
        {"json": PLANTED},
        {"json": {}},
        {"json": {"output": 12}},
        {"json": {"output": ["x"]}},
        {"json": {"output": f"{PLANTED}.children"}},
        {"json": {"output": "carte.data-dessin"}},  # answered by the browser, not here
    ],
)
def test_what_names_no_callback_is_refused_too(reader, caplog, sent):
    answer = reader.post(ADDRESS, **sent)
    assert answer.status_code == 400
    assert len(caplog.records) == 1 and PLANTED not in caplog.text and "Traceback" not in caplog.text


def test_a_fault_of_ours_keeps_its_trace_and_its_sentence(reader, caplog, monkeypatch):
    """What is well formed is never refused: a bug must not hide behind the reader's request."""
    monkeypatch.setattr("pages._parcours_haut.address_of", lambda asked, moved: 1 / 0)
    answer = reader.post(ADDRESS, json=body_of("parcours-navigation.href"))
    assert answer.status_code == 200 and "n’a pas pu être mis à jour" in json.dumps(answer.json, ensure_ascii=False)
    assert any(record.exc_info for record in caplog.records)
