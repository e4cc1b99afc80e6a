from engine.test.conftest import alice_info
