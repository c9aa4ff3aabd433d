"""A language model as tagger: only on this machine, only with quotes that stand in the text."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from npt_coder.codebook.read import read_codebook
from npt_coder.errors import UserError
from npt_coder.model import Sentence
from npt_coder.tag.llm import Endpoint, LlmTagger, endpoint_from

TEXTS = ("We all knew what it was for.", "It was never funded.")


class Fake(BaseHTTPRequestHandler):
    """Answers every request with what the test laid ready."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        answer = self.server.answer
        if isinstance(answer, int):
            self.send_response(answer)
            self.send_header("Location", "http://198.51.100.7/")
            self.end_headers()
            return
        raw = json.dumps({"choices": [{"message": {"content": answer}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = HTTPServer(("127.0.0.1", 0), Fake)
    made.asked, made.answer = [], "{}"
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def sentences():
    made, at = [], 10
    for index, text in enumerate(TEXTS):
        made.append(Sentence("t", 1, index, at, at + len(text), text))
        at += len(text) + 1
    return made


def tagger(server, **more):
    url = f"http://127.0.0.1:{server.server_port}/v1"
    return LlmTagger(read_codebook("npt"), endpoint=Endpoint(url, "tiny", **more))


def said(**changes):
    coding = {"code": "collective_action.contextual_integration", "valence": "hinders",
              "quote": "never funded", "why": "no money"}  # fmt: skip
    return json.dumps({"codings": [{**coding, **changes}]})


def test_a_quote_is_laid_on_its_sentence_with_model_and_temperature_on_record(server):
    server.answer = said()
    (coding,) = tagger(server).tag(sentences())
    assert (coding.start, coding.quote) == (sentences()[1].start, TEXTS[1])
    assert (coding.code, coding.valence) == ("collective_action.contextual_integration", "hinders")
    assert "tiny, temperature 0: no money" in str(coding.reason)
    assert server.asked[0]["temperature"] == 0


def test_a_quote_over_two_sentences_is_a_segment_of_both(server):
    server.answer = said(quote="what it was for. It was never")
    (coding,) = tagger(server).tag(sentences())
    assert (coding.start, coding.end) == (sentences()[0].start, sentences()[1].end)


@pytest.mark.parametrize(
    "answer",
    [
        said(quote="never paid for"),
        said(quote=""),
        said(code="coherence.nonsense"),
        said(valence="good"),
        "I would rather not.",
        '{"codings": "none"}',
        "[]",
    ],
)
def test_what_cannot_be_checked_is_dropped(server, answer):
    server.answer = answer
    assert list(tagger(server).tag(sentences())) == []


def test_the_same_turn_is_asked_once(server, tmp_path):
    server.answer = said()
    first = list(tagger(server, cache=tmp_path).tag(sentences()))
    assert list(tagger(server, cache=tmp_path).tag(sentences())) == first
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["http://198.51.100.7/v1", "https://192.168.0.5:8000/v1"])
def test_a_host_elsewhere_is_refused_before_anything_is_sent(url):
    with pytest.raises(UserError, match="is not this machine: the words of every participant"):
        LlmTagger(read_codebook("npt"), endpoint=Endpoint(url, "tiny"))
    LlmTagger(read_codebook("npt"), endpoint=Endpoint(url, "tiny", allow_remote=True))


def test_a_redirect_to_another_host_is_not_followed(server):
    server.answer = 307
    with pytest.raises(UserError, match="does not answer"):
        list(tagger(server).tag(sentences()))


def test_a_model_that_is_not_there_is_named():
    with pytest.raises(UserError, match="does not answer"):
        made = LlmTagger(read_codebook("npt"), endpoint=Endpoint("http://127.0.0.1:9/v1", "tiny"))
        list(made.tag(sentences()))


def test_without_a_named_model_it_is_off():
    with pytest.raises(UserError, match="NPT_CODER_LLM_MODEL"):
        endpoint_from({})
    assert endpoint_from({"NPT_CODER_LLM_MODEL": "m"}).url.startswith("http://127.0.0.1:")
