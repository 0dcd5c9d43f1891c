/** A time of this device's clock in the format of its language, for example `12:34:56`. */
export const timeOfDay = (unixMilliseconds: number): string => new Date(unixMilliseconds).toLocaleTimeString()
