"""Llm: codings proposed by a language model on this machine, each quote checked word for word.

Any endpoint that speaks the OpenAI chat protocol will do (Ollama, llama.cpp, vLLM). It is off by
default and no part of the default tagger. Text leaves the process only for the configured host,
which must be this machine unless a person allows another. What the model says counts only where
its quote stands in the text; everything else is dropped and counted.

Settings come from the environment: NPT_CODER_LLM_URL (default http://127.0.0.1:11434/v1),
NPT_CODER_LLM_MODEL, NPT_CODER_LLM_KEY, NPT_CODER_LLM_ALLOW_REMOTE=yes, NPT_CODER_LLM_CACHE (a
folder).
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from npt_coder.errors import UnknownName, UserError
from npt_coder.model import VALENCES, Codebook, Coding, Reason, Sentence, Valence
from npt_coder.tag.base import coding_id

DEFAULT_URL = "http://127.0.0.1:11434/v1"
_SECONDS = 300
_LONGEST_ANSWER = 4_000_000  # bytes
_ASK = (
    "You are a careful qualitative coder. Apply the codebook to the passage. Give a code only "
    "where the words clearly carry it; most passages carry none. Copy each quote word for word "
    "from the passage. Answer with JSON alone: "
    '{"codings": [{"code": "...", "valence": "promotes|hinders|mixed", "quote": "...", '
    '"why": "..."}]}'
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is. temperature is 0: the same passage should be coded the same way."""

    url: str
    model: str
    key: str = ""
    allow_remote: bool = False
    cache: Path | None = None
    temperature: float = 0.0


def endpoint_from(environment: Mapping[str, str]) -> Endpoint:
    """Read the endpoint from environment variables. Raises UserError when no model is named."""
    model = environment.get("NPT_CODER_LLM_MODEL", "")
    if not model:
        raise UserError(
            "no language model is named. Set NPT_CODER_LLM_MODEL (and NPT_CODER_LLM_URL, if it "
            f"is not at {DEFAULT_URL})."
        )
    cache = environment.get("NPT_CODER_LLM_CACHE")
    return Endpoint(
        url=environment.get("NPT_CODER_LLM_URL", DEFAULT_URL).rstrip("/"),
        model=model,
        key=environment.get("NPT_CODER_LLM_KEY", ""),
        allow_remote=environment.get("NPT_CODER_LLM_ALLOW_REMOTE", "").casefold() == "yes",
        cache=Path(cache) if cache else None,
    )


class LlmTagger:
    """Suggests codings by a language model; one request for each turn, answers kept by content."""

    name = "llm"

    def __init__(
        self,
        codebook: Codebook,
        codes: Sequence[str] | None = None,
        *,
        endpoint: Endpoint | None = None,
    ) -> None:
        """Check the host before any text is sent. Raises UserError, UnknownName."""
        known = [code.id for code in codebook.codes]
        for unknown in sorted(set(codes or ()) - set(known)):
            raise UnknownName("code", unknown, known)
        self.endpoint = endpoint or endpoint_from(os.environ)
        refuse_remote(self.endpoint)
        self._codes = [c for c in codebook.codes if codes is None or c.id in codes]
        self._guide = "\n".join(f"{c.id}: {c.brief} {c.when_to_use}" for c in self._codes)
        identity = f"{self.endpoint.model}|{self.endpoint.temperature}|{_ASK}|{self._guide}"
        self._hash = sha256(identity.encode()).hexdigest()[:12]
        self.coder = f"{self.name}@{self._hash}"
        self.n_dropped = 0

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Coding]:
        """Yield the codings of each turn whose quotes stand in it."""
        for _, turn in groupby(sentences, key=lambda s: (s.transcript, s.turn)):
            yield from self._of_turn(list(turn))

    def _of_turn(self, turn: list[Sentence]) -> Iterator[Coding]:
        text = " ".join(sentence.text for sentence in turn)
        for said in _codings(self._answer(text)):
            segment = _segment(turn, str(said.get("quote", "")))
            code, valence = str(said.get("code", "")), said.get("valence")
            if segment is None or valence not in VALENCES or code not in self._known():
                self.n_dropped += 1
                continue
            yield self._coding(segment, code, valence, str(said.get("why", "")))

    def _known(self) -> set[str]:
        return {code.id for code in self._codes}

    def _coding(self, segment: Sentence, code: str, valence: Valence, why: str) -> Coding:
        note = f"{self.endpoint.model}, temperature {self.endpoint.temperature:g}: {why[:300]}"
        id = coding_id(segment, code=code, valence=valence, level=None, coder=self.coder)
        return Coding(
            id=id,
            transcript=segment.transcript,
            start=segment.start,
            end=segment.end,
            quote=segment.text,
            code=code,
            valence=valence,
            level=None,
            coder=self.coder,
            score=0.5,  # such a model gives no probability that means anything
            reason=Reason(words=(segment.text,), note=note),
        )

    def _answer(self, text: str) -> str:
        """Return the model's answer, from the cache where the same was asked before."""
        cache = self.endpoint.cache
        kept = (
            cache / f"{sha256(f'{self._hash}|{text}'.encode()).hexdigest()}.json" if cache else None
        )
        if kept and kept.is_file():
            return kept.read_text(encoding="utf-8")
        answer = ask(self.endpoint, _ASK, f"Codebook:\n{self._guide}\n\nPassage:\n{text}")
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(answer, encoding="utf-8")
        return answer


def refuse_remote(endpoint: Endpoint) -> None:
    """Refuse a host that is not this machine. Raises UserError that says what would leave it."""
    parts = urlsplit(endpoint.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(f"'{endpoint.url}' is no address of a model. Write http://HOST:PORT/v1.")
    if endpoint.allow_remote or _is_this_machine(parts.hostname):
        return
    raise UserError(
        f"{parts.hostname} is not this machine: the words of every participant's turn, and the "
        "codebook, would be sent there. If your ethics approval covers that, set "
        "NPT_CODER_LLM_ALLOW_REMOTE=yes (or `code --allow-remote`); else use a model on 127.0.0.1."
    )


def _is_this_machine(host: str) -> bool:
    """Say whether every address of a host is a loopback address."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    addresses = {ipaddress.ip_address(str(item[4][0]).split("%")[0]) for item in found}
    return bool(addresses) and all(address.is_loopback for address in addresses)


def ask(endpoint: Endpoint, system: str, user: str) -> str:
    """Return the text of the model's answer. Raises UserError when there is none."""
    body = {
        "model": endpoint.model,
        "temperature": endpoint.temperature,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "response_format": {"type": "json_object"},
    }
    headers = {"Content-Type": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    url = f"{endpoint.url}/chat/completions"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    # No proxy: a request to this machine must not take a way round through another.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(request, timeout=_SECONDS) as response:
            document = json.loads(response.read(_LONGEST_ANSWER))
        return str(document["choices"][0]["message"]["content"])
    except (urllib.error.URLError, OSError) as error:
        raise UserError(
            f"the language model at {url} does not answer ({error}). Start it, or code without it."
        ) from error
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise UserError(f"the answer of {url} is not of the chat protocol ({error!r}).") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A host on this machine must not send the text on to another."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""
        return


def _codings(answer: str) -> list[dict[str, Any]]:
    """Return the codings of an answer; none from one that is not the JSON that was asked for."""
    begin, end = answer.find("{"), answer.rfind("}")
    try:
        document = json.loads(answer[begin : end + 1])
    except ValueError:
        return []
    found = document.get("codings") if isinstance(document, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _segment(turn: Sequence[Sentence], quote: str) -> Sentence | None:
    """Return the sentences that a quote lies in as one segment, None when it is not in the turn."""
    text = " ".join(sentence.text for sentence in turn)
    wanted = " ".join(quote.split())
    at = text.find(wanted) if wanted else -1
    if at < 0:
        return None
    inside, begin = [], 0
    for sentence in turn:
        if begin < at + len(wanted) and begin + len(sentence.text) > at:
            inside.append(sentence)
        begin += len(sentence.text) + 1
    first, last = inside[0], inside[-1]
    whole = " ".join(sentence.text for sentence in inside)
    return Sentence(
        first.transcript, first.turn, first.index, first.start, last.end, whole, first.speaker
    )
