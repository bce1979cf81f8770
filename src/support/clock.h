/* clock.h - time that only goes forward. */
#ifndef POOLSCOPE_SUPPORT_CLOCK_H
#define POOLSCOPE_SUPPORT_CLOCK_H

/* Milliseconds since some moment before the program began. */
long long clock_ms(void);

#endif
