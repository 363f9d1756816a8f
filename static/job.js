// [data-job] shows how far a job is, asked for at its address; when it goes on no more, the page is loaded anew and
// leads to what came of it. Where the server cannot be reached it asks again, less often.
"use strict";
{
  const SOON = 700;
  const LATEST = 10_000;

  const bar = document.querySelector("[data-job] progress");
  const step = document.querySelector("[data-job-step]");
  const state = document.querySelector("[data-job-state]");
  let wait = SOON;

  const show = (job) => {
    state.textContent = job.state;
    if (job.step) step.textContent = job.total ? `${job.step} (${job.done}/${job.total})…` : `${job.step}…`;
    if (job.percent === null) bar.removeAttribute("value");
    else {
      bar.max = 100;
      bar.value = job.percent;
    }
  };

  const ask = async () => {
    try {
      const answer = await fetch(document.querySelector("[data-job]").dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return location.reload();
      const job = await answer.json();
      if (!job.moving) return location.reload();
      show(job);
      wait = SOON;
    } catch {
      wait = Math.min(wait * 2, LATEST);
    }
    setTimeout(ask, wait);
  };

  setTimeout(ask, SOON);
}
