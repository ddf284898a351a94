/** What a run tells while it goes on. Terminal, log and other listeners turn it into what they show. */
export type RunEvent =
  | {
      kind: "run-start";
      /** Files that will be read, and their bytes. */
      files: number;
      bytes: number;
      /** Records of the inputs that an earlier, interrupted run has done. */
      resumedRecords: number;
    }
  | { kind: "file-start"; file: string; format: string; bytes: number }
  | {
      /** A batch of records is on disk. All numbers are totals of this process. */
      kind: "records-end";
      records: number;
      trajectories: number;
      quarantined: number;
      accepted: number;
      pairs: number;
      /** Bytes of the inputs that are done, of the `bytes` of `run-start`. */
      bytes: number;
    }
  | {
      /** Something that the user should know before it costs. */
      kind: "warning";
      text: string;
    }
  | { kind: "retry-end"; retried: number; stillFailing: number }
  | { kind: "dataset-start"; exporters: string[] }
  | { kind: "dataset-progress"; done: number; of: number }
  | { kind: "dataset-end" };

export type RunListener = (event: RunEvent) => void;
