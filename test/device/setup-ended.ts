/** Setup stops with a message, and the device is not installed. */
export class SetupEnded extends Error {}
