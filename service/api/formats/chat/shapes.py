"""The JSON of chat completions, as far as it is used: what comes in and what goes out."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.base.fields import Text
from service.base.types import AnswerStatus

MODEL = "paragraf"


class _Sent(BaseModel):
    """Front ends send much that changes nothing here; it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TextPart(_Sent):
    """A part of a message that is text."""

    type: Literal["text", "input_text"]
    text: Text


class Message(_Sent):
    """What somebody said."""

    role: str
    content: Text | tuple[TextPart, ...] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or ())


class StreamOptions(_Sent):
    """What a stream ends with."""

    include_usage: bool = False


class ChatRequest(_Sent):
    """A conversation whose last question is to be answered. What is not named here changes nothing."""

    messages: tuple[Message, ...] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class UrlCitation(_Told):
    """A link in the answer: where its mark stands in the text, what it leads to and what that is called."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(_Told):
    """A link in the answer, as chats expect it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Usage(_Told):
    """Tokens, which are not counted here."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Verdict(_Told):
    """What the API says of the answer, for those who read it: how it went, why not, and how sure it is."""

    status: AnswerStatus
    reason_code: str | None
    confidence: float
    sure: bool


class Reply(_Told):
    """The message of the model."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(_Told):
    """The one answer."""

    index: int = 0
    message: Reply
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(_Told):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage = Usage()
    paragraf: Verdict | None = None


class PartOfChoice(_Told):
    """A piece of the one answer."""

    index: int = 0
    delta: dict[str, Any]
    finish_reason: Literal["stop"] | None = None
    logprobs: None = None


class Chunk(_Told):
    """A piece of an answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[PartOfChoice]
    usage: Usage | None = None


class Model(_Told):
    """The one model: what holds in the documents."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class Models(_Told):
    """The list of one."""

    object: Literal["list"] = "list"
    data: list[Model] = Field(default_factory=lambda: [Model()])


class Fault(_Told):
    """What went wrong, as clients of that API read it."""

    message: str
    type: str
    param: None = None
    code: None = None


class Failure(_Told):
    """An error in the shape of OpenAI's."""

    error: Fault
