/** Commands about a job, by its id. */
export const JOB_COMMANDS = [
  "job_keepalive",
  "get_job_state",
  "get_job_machine_info",
  "power_on_job_boards",
  "power_off_job_boards",
  "destroy_job",
  "notify_job",
  "no_notify_job",
] as const;
