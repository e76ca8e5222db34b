"""Everyday questions that no political document answers: they belong to no collection, and none is fitted to them."""

from __future__ import annotations

EVERYDAY_QUESTIONS = (
    "Hur kokar man potatis?",
    "Vilken färg har himlen på kvällen?",
    "Vem vann världsmästerskapet i fotboll?",
    "Hur många planeter finns det i solsystemet?",
    "Vad heter huvudstaden i Australien?",
    "Hur byter man däck på en cykel?",
    "När uppfanns hjulet?",
    "Vad betyder ordet kärlek?",
    "Hur långt är det till månen?",
    "Vilken hund passar en barnfamilj?",
    "Vem skrev Hamlet?",
    "Vad är klockan?",
    "Hur blir vädret i morgon?",
    "Vilket är världens högsta berg?",
    "Hur spelar man schack?",
    "När blommar tulpaner?",
    "Vad kostar en glass?",
    "Varför är havet salt?",
    "Hur stickar man en halsduk?",
    "Vilka instrument finns i en orkester?",
    "recept på pannkakor",
    "bästa filmen genom tiderna",
    "hur lär man sig spela gitarr",
    "roliga namn på katter",
)
