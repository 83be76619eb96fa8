// API: layered schedules are in v2, shift-based ones in v3. Each list contains only its own kind, and a GET, PUT or DELETE of
// the other kind is refused with 400. A schedule that is upgraded keeps its ID.
export const layeredPath = '/schedules';
export const shiftBasedPath = '/v3/schedules';
