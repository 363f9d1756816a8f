from reports.models.job import Job, JobFile

__all__ = ["Job", "JobFile"]
