"""Results as DICOM objects, in the patient and study of the series that they were made from."""
