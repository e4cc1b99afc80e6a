from engine.test.conftest import *
