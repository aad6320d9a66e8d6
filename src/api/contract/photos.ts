import { z } from 'zod';

export const photoQuery = z.strictObject({
  size: z
    .enum(['small', 'large'], { error: 'size 只能是 small 或 large' })
    .default('small')
    .describe('small 缩略图（长边 360 像素）；large 屏幕大小（1800 像素）'),
});
