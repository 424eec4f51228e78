/** Leaves out what this machine does not allow. On a build machine (`CI=true`) nothing goes missing
 *  unnoticed: `YUNQIAO_LEAVE_OUT` names, with commas, what may. */
export function leaveOut(what: string, why: string): void {
  const permitted = process.env.YUNQIAO_LEAVE_OUT?.split(',').map((one) => one.trim()) ?? [];
  if (process.env.CI === 'true' && !permitted.includes(what))
    throw new Error(`${why}, or YUNQIAO_LEAVE_OUT=${what}`);
}
