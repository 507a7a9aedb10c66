import type { Artifact } from '@onetake/core'
import { fileBadge, FILE_NOTES, formatBytes } from '@onetake/studio-shared'
import { useJobsClient } from './jobs.ts'

/** Files to take home. */
export function FileList({ files }: { files: readonly Artifact[] }) {
  const client = useJobsClient()
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <span className="badge">{fileBadge(file.format)}</span>
          <div className="what">
            <p className="name">{file.name}</p>
            <p className="soft small">{FILE_NOTES[file.format]}</p>
            <p className="soft small">
              {formatBytes(file.bytes)} · sha256 <code title={file.sha256}>{file.sha256.slice(0, 8)}</code>
            </p>
          </div>
          <a
            className="button"
            href={client.fileUrl(file)}
            download={file.name}
            aria-label={`Download ${file.name}`}
          >
            Download
          </a>
        </li>
      ))}
    </ul>
  )
}
