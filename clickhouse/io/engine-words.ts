/** What the engine's process says where the kernel can't confine it; its parent passes it on. */
export const UNCONFINED = 'LIFESPAN: not confined'
