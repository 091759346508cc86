"""Looks at the input in a worker of its own, so that choosing a volume never waits."""

import json

from SyntheticCTLib.errors import SyntheticCTError, sentence_of
from SyntheticCTLib.jobs.inspect import InspectJob


class Inspector:
    """What the module thinks of the input.

    Args:
        make_worker: gives a worker for a job.
        exchange: see ``exchange.Exchange``.
        write_node: ``SyntheticCTLib.mrml.job_files.write_node``.
        changed: called when ``found`` has changed.

    Attributes:
        found: what the ``InspectJob`` wrote; None while nobody knows.
        modality: of the image, kept while the same image is looked at for another model.
    """

    def __init__(self, make_worker, exchange, write_node, changed=lambda: None):
        self._make_worker, self._exchange = make_worker, exchange
        self._write_node, self._changed = write_node, changed
        self._worker = self._folder = self._asked = None
        self._leaving = []
        self.found = self.modality = None

    @property
    def busy(self):
        """Whether a worker runs."""
        return self._worker is not None or bool(self._leaving)

    @property
    def looking(self):
        """Whether an image is looked at of which not even the modality is known."""
        return self._worker is not None and self.modality is None

    def look(self, node, model, modality):
        """Look at a volume node for a model; what is looked at already is not asked for again.

        Args:
            node: volume node; None forgets what was found.
            model: ``ModelInfo``.
            modality: what the scene knows of the node, or None.
        """
        image = node and node.GetImageData()
        asked = image and (node.GetID(), image.GetMTime(), str(model.folder), modality)
        if asked == self._asked:
            return
        same_image = asked and self._asked and asked[:2] == self._asked[:2]
        self.stop()
        self._asked, self.found = asked, None
        self.modality = self.modality if same_image else None
        if asked:
            self._start(node, model, modality)
        self._changed()

    def tick(self):
        """Look whether the worker has an answer."""
        for worker, folder in [pair for pair in self._leaving if pair[0].ending is not None]:
            self._leaving.remove((worker, folder))
            self._exchange.remove(folder)
        if self._worker is None or self._worker.ending is None:
            return
        ending, self._worker = self._worker.ending, None
        if ending.outcome == "done":
            self.found = json.loads(ending.files["output"].read_text(encoding="utf-8"))
            self.modality = self.found["modality"]
        elif ending.outcome != "cancelled":
            self._doubt(ending.sentence)
        self._exchange.remove(self._folder)
        self._changed()

    def stop(self):
        """Forget what is being looked at; its worker ends by itself within a second."""
        if self._worker is not None:
            self._worker.cancel()
            self._leaving.append((self._worker, self._folder))
            self._worker = None
        self._asked = None

    def close(self):
        """Stop and wait until nothing runs any more: the window goes."""
        self.stop()
        for worker, folder in self._leaving:
            worker.close()
            self._exchange.remove(folder)
        self._leaving.clear()

    def _start(self, node, model, modality):
        self._folder = self._exchange.new_folder()
        try:
            source = self._write_node(node, self._folder, "input")
            output = str(self._folder / "found.json")
            self._worker = self._make_worker(
                InspectJob(source, output, str(model.folder), modality)
            )
            self._worker.start()
        except (SyntheticCTError, OSError) as error:
            self._worker = None
            self._exchange.remove(self._folder)
            self._doubt(sentence_of(error))

    def _doubt(self, sentence):
        self.found = {"modality": "unknown", "warnings": [{"code": "", "sentence": sentence}]}
