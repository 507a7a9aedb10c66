/** Where DeepMotion keeps files, beside its own services. `.` first: every host below, not the name itself. */
export const FILE_HOSTS = ['storage.googleapis.com', '.deepmotion.com'] as const
