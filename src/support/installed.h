/*
 * installed.h - libraries of ours that are loaded when they are wanted.
 */
#ifndef POOLSCOPE_INSTALLED_H
#define POOLSCOPE_INSTALLED_H

/*
 * The path of library NAME: where the program runs from its build folder that
 * of src/FOLDER there, else where it is installed, whether it is there or not.
 * The caller's to free.
 */
char *installed_library(const char *folder, const char *name);

#endif
