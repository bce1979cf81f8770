"""Some of CPython's own tests; 77 where they are not installed."""
import sys
import unittest

try:
    import test.test_dict
except ImportError:
    sys.exit(77)

names = ["test.test_dict", "test.test_list", "test.test_set",
         "test.test_json.test_decode", "test.test_json.test_encode_basestring_ascii"]
suite = unittest.defaultTestLoader.loadTestsFromNames(names)
result = unittest.TestResult()
suite.run(result)
print(result.testsRun, "tests,", len(result.failures), "failures,",
      len(result.errors), "errors")
