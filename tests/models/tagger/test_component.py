"""The tagger in a spaCy pipeline of somebody else."""

import spacy

from models.tagger import component

TEXT = "当事人温若棠与云州市青禾商贸有限公司签订合同。"


def test_entities_and_scored_spans_are_written():
    """Tokens are characters; spans carry their probabilities."""
    nlp = spacy.blank("zh")
    nlp.add_pipe(component.NAME)
    doc = nlp(TEXT)
    assert ("温若棠", "PERSON") in {(e.text, e.label_) for e in doc.ents}
    spans = doc.spans[component.NAME]
    assert len(spans.attrs["scores"]) == len(spans) >= len(doc.ents)


def test_settings_come_back_from_disk(tmp_path):
    """A pipeline that was kept reads as it did."""
    nlp = spacy.blank("zh")
    nlp.add_pipe(component.NAME, config={"floor": 0.9})
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.get_pipe(component.NAME).floor == 0.9
    assert [e.text for e in again(TEXT).ents] == [e.text for e in nlp(TEXT).ents]
